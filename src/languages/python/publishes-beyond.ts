/** A module's own namespace, handed to somebody: `fill(globals())`, `def set(name, value, where=vars())`. */
const HANDED_ON = /([A-Za-z_][\w.]*\s*\(|[,=:])\s*(?:\*\*)?(globals|vars|locals)\(\)(?!\s*[[.(])/g
/** They read, or execute what cannot bind. */
const READERS =
  /(?:^|\.)(?:eval|timeit|repeat|get_type_hints|evaluate_forwardref|_evaluate|testmod|testfile|run_docstring_examples|dict|sorted|list|set|tuple|frozenset|len|print|pprint|isinstance|iter|any|all|format|ChainMap|interact|embed|id|type|str|repr)\s*\($/

/** Whether somebody else may fill the module: it may publish more than its statements bind. */
export function publishesBeyond(_path: string, text: string): boolean {
  if (!text.includes('s()')) return false
  for (const match of text.matchAll(HANDED_ON)) {
    const [whole, before = '', namespace = ''] = match
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index + whole.length)
    if (READERS.test(before) || READERS.test(/[\w.]+\s*\((?=[^()]*$)/.exec(line.slice(0, -whole.length))?.[0] ?? ''))
      continue
    // Of a function, `vars()` and `locals()` are the function's own.
    if (namespace !== 'globals' && /^\s/.test(line)) continue
    // `names = globals()` is followed by the analysis.
    if (before === '=' && !line.includes('(', 0)) continue
    return true
  }
  return false
}
