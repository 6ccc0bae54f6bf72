/*
 * Whether a CommonJS file says everything it exports where anybody can read it: `module.exports = { … }`,
 * `exports.a = …`. Told by the text without comments and strings; whatever looks otherwise makes it open.
 */

const PROSE =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\[\s\S]|[^`\\])*`?/g

const EXPORTS = /(?<![\w$.])(?:module\s*\.\s*)?exports\b/g
const MODULE = /(?<![\w$.])module\b(?!\s*\.\s*(?:exports|hot|parent|id|filename|children|paths|path|loaded)\b)/g
const COMPARED = /[=!]==?\s*$/
/** `eval` and the like may write anything; bundlers and loaders bring their own `exports`. */
const OPENS = /(?<![\w$.])(?:eval|define|System\s*\.\s*register)\s*\(|(?<![\w$.])with\s*\(|\bnew\s+Function\b/
const MEMBER = /^\s*\.\s*[A-Za-z_$]/
const WHOLE = /^\s*=(?![=>])/
/** What may stand before `module.exports = …` without another name getting hold of the object. */
const STATEMENT_START = /(?:^|[;{})]|\belse|0\s*&&\s*\(|(?<![\w$.])(?:module\s*\.\s*)?exports\s*=)\s*$/
const OPERATOR_END = /[=(,:?&|+\-*/<>[!~^%.]\s*$/

/** @param text a file with CommonJS exports. */
export function isClosedCommonJs(text: string): boolean {
  const code = text.replace(PROSE, (found) =>
    found.startsWith('/') ? ' ' : `"${'_'.repeat(Math.max(0, found.length - 2))}"`,
  )
  if (OPENS.test(code) || usesThis(code)) return false
  for (const { index } of code.matchAll(MODULE))
    if (!COMPARED.test(code.slice(Math.max(0, index - 8), index))) return false
  for (const match of code.matchAll(EXPORTS)) {
    const before = code.slice(Math.max(0, match.index - 200), match.index)
    if (!isPlainUse(before, code.slice(match.index + match[0].length, match.index + match[0].length + 200)))
      return false
  }
  return true
}

function isPlainUse(before: string, after: string): boolean {
  if (MEMBER.test(after)) return !/\bdelete\s+$/.test(before)
  if (WHOLE.test(after))
    return STATEMENT_START.test(before) || (/\n\s*$/.test(before) && !OPERATOR_END.test(before.trimEnd()))
  if (/\bObject\s*\.\s*defineProperty\s*\(\s*$/.test(before)) return /^\s*,\s*"/.test(after)
  if (/\bObject\s*\.\s*assign\s*\(\s*$/.test(before)) return /^\s*,/.test(after)
  return /_export(?:Star|_star)\s*\(\s*require\s*\([^()]*\)\s*,\s*$/i.test(before) && /^\s*\)/.test(after)
}

/** `this` outside of classes may be the exports: of the file itself, and of the functions that are called on them. */
function usesThis(code: string): boolean {
  if (!/\bthis\b/.test(code)) return false
  let depth = 0
  const classes: number[] = []
  let isHead = false
  for (const { 0: token } of code.matchAll(/[{}]|(?<![\w$.])(?:class|this)\b/g)) {
    if (token === 'class') isHead = true
    else if (token === 'this') {
      if (classes.length === 0) return true
    } else if (token === '{') {
      if (isHead) classes.push(depth)
      isHead = false
      depth++
    } else {
      depth--
      if (classes.at(-1) === depth) classes.pop()
    }
  }
  return false
}
