"""Page templates, style sheets and scripts of the views."""
