/*
 * What is taken from the module that `import('m')` or `require('m')` gives, by the text around the call: the forms that
 * are usual, everything else is for the parser. The counterpart of `followModule`.
 */

/** As far as the text before a call is looked at. */
const BEFORE = 300
const LONGEST_COMMENT = 2_000

/** `.then(…)`, and `( … )` of `.then(…)`'s callback. */
const THEN = /\s*\.\s*then\s*\(\s*(?:async\b\s*)?/y
const PICKING_CALLBACK = /\(\s*\{([\w$\s,:]*)\}\s*(?::[^()=]{0,200})?\)\s*=>/y
const OTHER_CALLBACK =
  /(?:\(\s*(?:[\w$]+\s*(?::[^()=]{0,200})?)?\)|[\w$]+)\s*=>|[\w$.]+\s*[,)]|function\s*[\w$]*\s*\(\s*[\w$]*\s*\)/y
const MEMBER = /\s*\.\s*([A-Za-z_$][\w$]*)/y
/** A value that goes on, in ways that may matter. */
const GOES_ON = /\s*(?:[[?!/.]|(?:as|satisfies)\b)/y
const CLOSES = /\s*\)/y

const PATTERN = /(?:\b(?:const|let|var)|[(,])\s*\{([\w$\s,:]*)\}\s*$/
const NAME = /(?:\b(?:const|let|var)|[;{}(),.]|^|\n)\s*[\w$]+\s*$/
/** Whose callbacks render the default export. */
const LAZY_CALL = /\b(?:lazy|defineAsyncComponent|loadable)\s*\(\s*(?:async\s*)?\(\s*\)\s*=>\s*$/
/** What may stand around a function that loads a default export. */
const LAZY =
  /\b(?:lazy|defineAsyncComponent|loadable|dynamic|loader|\w*[cC]omponents?)\b|:\s*(?:async\s*)?\(\s*\)\s*=>\s*$/
/** Such a file publishes a component, and its promise may be handed on for it. */
const COMPONENT_FILE = /\.(?:vue|svelte|astro)["'`]\s*\)$/
const INTEROP = /(?:interopRequire(?:Default|Wildcard)|import(?:Default|Star)|toESM|esm)\d*\s*$/
/** A parenthesis after these words is no call. */
const GROUPING = /\b(?:return|await|typeof|case|in|of|void|yield|throw|else|do|default|new|delete|instanceof)\s*$/
const ASSIGNS = /(?<![=!<>+\-*/%&|^?])=\s*$/
const STATEMENT = /(?:^|[;{}]|\bvoid|=>|\breturn|\.\.\.)\s*$/

const matchAt = (expression: RegExp, text: string, at: number): RegExpExecArray | null => {
  expression.lastIndex = at
  return expression.exec(text)
}

/**
 * @param start of the word `import` or `require`.
 * @param end after the closing parenthesis of the call.
 * @returns exported names; null where only the parser can tell.
 */
export function readTakenNames(text: string, start: number, end: number, isPromise: boolean): readonly string[] | null {
  const at = start - commentBefore(text, start)
  const before = text.slice(Math.max(0, at - BEFORE), at)
  return isPromise ? fromPromise(text, before, start, end) : fromValue(text, before, end)
}

/** The length of a block comment right before a place, with the white space behind it; 0: there is none. */
function commentBefore(text: string, start: number): number {
  let end = start
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end--
  if (!text.startsWith('*/', end - 2)) return 0
  const open = text.lastIndexOf('/*', end - 2)
  return open === -1 || end - open > LONGEST_COMMENT ? 0 : start - open
}

function fromPromise(text: string, before: string, start: number, end: number): readonly string[] | null {
  if (COMPONENT_FILE.test(text.slice(start, end))) return null
  const then = matchAt(THEN, text, end)
  if (then) {
    const picking = matchAt(PICKING_CALLBACK, text, THEN.lastIndex)
    if (picking) return readPicks(picking[1] ?? '')
    return matchAt(OTHER_CALLBACK, text, THEN.lastIndex) ? [] : null
  }
  const member = matchAt(MEMBER, text, end)
  if (member) return member[1] === 'catch' || member[1] === 'finally' ? null : [member[1] ?? '']
  if (matchAt(GOES_ON, text, end)) return null
  const awaited = /\bawait\s*$/.exec(before)
  if (awaited) return fromAwaited(text, before.slice(0, awaited.index), end)
  // A type, unless something is taken from it.
  if (/\btypeof\s*$/.test(before))
    return matchAt(CLOSES, text, end) && matchAt(/\s*[.[]/y, text, CLOSES.lastIndex) ? null : []
  if (/(?:=>|\breturn)\s*$/.test(before) && LAZY.test(before)) return LAZY_CALL.test(before) ? ['default'] : null
  if (ASSIGNS.test(before) || STATEMENT.test(before)) return []
  const call = /([\w$\])>]\s*)\(\s*$/.exec(before)
  return call && !INTEROP.test(before.slice(0, call.index + 1)) && !GROUPING.test(before.slice(0, call.index + 1))
    ? []
    : null
}

function fromAwaited(text: string, before: string, end: number): readonly string[] | null {
  const group = /\(\s*$/.exec(before)
  if (!group) return fromBare(before)
  if (!matchAt(CLOSES, text, end))
    return /[\w$]\s*\(\s*$/.test(before) &&
      !GROUPING.test(before.slice(0, group.index)) &&
      !INTEROP.test(before.slice(0, group.index)) &&
      matchAt(/\s*,/y, text, end)
      ? []
      : null
  return fromParenthesised(text, before.slice(0, group.index), CLOSES.lastIndex)
}

/** `(await import('m'))`: a group or the argument of a call. */
function fromParenthesised(text: string, before: string, end: number): readonly string[] | null {
  if (INTEROP.test(before)) return null
  // `if (x) (await import('m')).y` or `f(x)(…)`.
  if (/\)\s*$/.test(before)) return null
  if (/[\w$\]]\s*$/.test(before) && !GROUPING.test(before)) return []
  const member = matchAt(MEMBER, text, end)
  if (member) return [member[1] ?? '']
  return matchAt(GOES_ON, text, end) ? null : fromBare(before)
}

/** The module itself, with nothing taken from it where it stands. */
function fromBare(before: string): readonly string[] | null {
  const assigned = ASSIGNS.exec(before)
  if (!assigned) return STATEMENT.test(before) ? [] : null
  const target = before.slice(0, assigned.index)
  const pattern = PATTERN.exec(target)
  if (pattern) return readPicks(pattern[1] ?? '')
  return NAME.test(target) ? [] : null
}

/** `require('m') as typeof import('m')` is what it is without. */
const AS_MODULE = /\s*as\s+typeof\s+import\s*\(\s*(["'`])[^"'`\n\\]*\1\s*\)(?!\s*[.[<])/y

function fromValue(text: string, before: string, end: number): readonly string[] | null {
  if (matchAt(AS_MODULE, text, end)) return fromValue(text, before, AS_MODULE.lastIndex)
  const member = matchAt(MEMBER, text, end)
  if (member) return [member[1] ?? '']
  if (matchAt(GOES_ON, text, end)) return null
  if (matchAt(/\s*\(/y, text, end)) return []
  const group = /\(\s*$/.exec(before)
  // On a new line it is a statement where the one before is over, or there was only a comment.
  if (!group) return /[^\s;{}/]\s*\n\s*$/.test(before) && !ASSIGNS.test(before) ? null : fromBare(before)
  return matchAt(CLOSES, text, end) ? fromParenthesised(text, before.slice(0, group.index), CLOSES.lastIndex) : null
}

/** `a, b: c`; null where it is more than that. */
function readPicks(list: string): readonly string[] | null {
  const names: string[] = []
  for (const part of list.split(',')) {
    const pick = /^\s*(?:([\w$]+)\s*(?::\s*[\w$]+\s*)?)?$/.exec(part)
    if (!pick) return null
    if (pick[1] !== undefined) names.push(pick[1])
  }
  return names
}
