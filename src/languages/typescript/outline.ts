const COMMONJS = /\bmodule\.exports\b|\bexports\.[\w$]+\s*=|\bdefinePropert(?:y|ies)\(\s*exports\b|\bexports\[/
const MODULE_SYNTAX = /^\s*(?:import|export)\b/m

/**
 * CommonJS exports in a file that also has import or export statements, and scripts: whoever takes `default` from a
 * JavaScript file without module syntax gets `module.exports`, whatever it is.
 */
export function publishesBeyond(path: string, text: string): boolean {
  return COMMONJS.test(text) || (/\.c?jsx?$/.test(path) && !MODULE_SYNTAX.test(text))
}
