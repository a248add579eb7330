import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import globals from "globals";

export default [
  { ignores: ["tools/javascript/node_modules/"] },
  js.configs.recommended,
  jsdoc.configs["flat/recommended-typescript-flavor-error"],
  {
    files: ["kgraph/views/assets/*.js", "kgraph/workbench/bench_assets/*.js"],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: "module",
      globals: { ...globals.browser, vis: "readonly" },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: { jsdoc: { mode: "typescript" } },
    rules: {
      "array-callback-return": "error",
      "dot-notation": "error",
      eqeqeq: "error",
      "max-len": ["error", { code: 110 }],
      "max-lines": ["error", 400],
      "max-params": ["error", 5],
      "no-duplicate-imports": "error",
      "no-restricted-syntax": ["error", {
        selector: "Literal[value=/^(#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(rgb|hsl)a?\\(.*)$/i]",
        message: "Colours come from tokens.toml: read a custom property of the page, or the payload.",
      }],
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
      "prefer-template": "error",
      quotes: ["error", "double"],
      semi: "error",
      // What a parameter is follows from its name and type; say more where it does not.
      "jsdoc/require-param-description": "off",
      "jsdoc/require-property-description": "off",
      "jsdoc/require-returns-description": "off",
      "jsdoc/require-jsdoc": ["error", {
        require: { ClassDeclaration: true, FunctionDeclaration: true, MethodDefinition: true },
        contexts: ["Program > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression",
          "ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression"],
      }],
      // A generator's type is in @returns.
      "jsdoc/require-yields": "off",
      "jsdoc/tag-lines": "off",
    },
  },
  {
    files: ["tools/javascript/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
    rules: { "max-len": ["error", { code: 110 }], quotes: ["error", "double"], semi: "error" },
  },
];
