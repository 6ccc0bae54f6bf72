/** A module's own namespace, handed to somebody: `fill(globals())`, `def set(name, value, where=vars())`. */
const HANDED_ON = /((?<![\w.])[A-Za-z_][\w.]*\s*\(|[,=:])\s*(?:\*\*)?(globals|vars|locals)\(\)(?!\s*[[.(])/g
/** They read, or execute what cannot bind. */
const READERS =
  /(?:^|\.)(?:eval|timeit|repeat|get_type_hints|evaluate_forwardref|_evaluate|testmod|testfile|run_docstring_examples|dict|sorted|list|set|tuple|frozenset|len|print|pprint|isinstance|iter|any|all|format|ChainMap|interact|embed|id|type|str|repr)\s*\($/

/** The module becomes an object of a class, whose properties are names of the module as well. */
const OTHER_CLASS = /\bmodules\[\s*__name__\s*\]\s*\.__class__\s*=(?!=)/

/** How much of a line before the namespace is looked at: a long line is looked at again for each. */
const MAX_BEFORE = 2_000

/** Whether somebody else may fill the module: it may publish more than its statements bind. */
export function publishesBeyond(_path: string, text: string): boolean {
  if (text.includes('.__class__') && OTHER_CLASS.test(text)) return true
  if (!text.includes('s()')) return false
  let lineStart = 0
  let seen = 0
  for (const match of text.matchAll(HANDED_ON)) {
    const [whole, before = '', namespace = ''] = match
    const lineEnd = text.slice(seen, match.index).lastIndexOf('\n')
    if (lineEnd >= 0) lineStart = seen + lineEnd + 1
    seen = match.index
    const line = text.slice(Math.max(lineStart, match.index - MAX_BEFORE), match.index + whole.length)
    if (READERS.test(before) || READERS.test(openCall(line.slice(0, -whole.length)))) continue
    // Of a function, `vars()` and `locals()` are the function's own.
    if (namespace !== 'globals' && /\s/.test(text[lineStart] ?? '')) continue
    // `names = globals()` is followed by the analysis.
    if (before === '=' && !line.includes('(', 0)) continue
    return true
  }
  return false
}

/** The call whose arguments the text ends in, up to its parenthesis; empty where none does. */
function openCall(text: string): string {
  const open = text.lastIndexOf('(')
  return open < text.lastIndexOf(')') ? '' : (/[\w.]{1,200}\s{0,20}\($/.exec(text.slice(0, open + 1))?.[0] ?? '')
}
