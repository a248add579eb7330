// Search from disk. A browser starts no worker for a page that was opened as a file, so the script of the worker
// runs in a hidden frame instead. Pages from a server keep the browser's own Worker.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.onmessage = null;
      this.waiting = [];
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      this.inside = frame.contentWindow;
      this.inside.postMessage = (data) => {
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        if (this.onmessage) this.onmessage(event);
      };
      this.inside.importScripts = (...urls) => {
        // In order, one after the other: the worker waits for what this returns.
        const load = (address) =>
          new Promise((resolve, reject) => {
            const script = this.inside.document.createElement("script");
            script.src = address;
            script.onload = resolve;
            script.onerror = reject;
            this.inside.document.body.append(script);
          });
        return urls.reduce((before, address) => before.then(() => load(address)), Promise.resolve());
      };
      const script = this.inside.document.createElement("script");
      script.src = new URL(url, document.baseURI).href;
      script.onload = () => {
        for (const data of this.waiting.splice(0)) this.deliver(data);
        this.waiting = null;
      };
      this.inside.document.body.append(script);
    }

    deliver(data) {
      this.inside.dispatchEvent(new MessageEvent("message", { data }));
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      else this.deliver(data);
    }

    terminate() {
      this.inside.frameElement.remove();
    }
  };
}
