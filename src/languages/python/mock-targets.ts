import type { ProseSpans } from './prose-spans.ts'

const TARGET = /\b(?:patch(?:\.(?:multiple|dict))?|setattr|delattr)\(\s*["']([A-Za-z_][\w.]*)["']/g
const MULTIPLE = /\bpatch\.multiple\(\s*["']([A-Za-z_][\w.]*)["']/g
const MEMBER = /\b(?:object|setattr|delattr|spy)\(\s*([A-Za-z_]\w*(?:\.\w+)*)\s*,\s*["'](\w+)["']/g
const MODULE_CALL = /\b(?:import_module|__import__)\(\s*(?:name\s*=\s*)?["']([\w.]+)["']/g

export interface MockListener {
  /** A dotted path of a symbol. */
  path(path: string): void
  /** A member of what a name denotes. */
  member(base: string, name: string): void
  /** A module that a call imports. */
  module(specifier: string): void
}

/** What strings name: the targets of mocks, and modules to import. */
export function readMocks(text: string, prose: ProseSpans, listener: MockListener): void {
  const each = (
    words: readonly string[],
    pattern: RegExp,
    note: (first: string, second: string, end: number) => void,
  ): void => {
    // Searching plainly is much quicker where there is nothing.
    if (!words.some((word) => text.includes(word))) return
    const proseEnd = prose.follow()
    for (const { 0: whole, index, 1: first = '', 2: second = '' } of text.matchAll(pattern))
      if (proseEnd(index) === -1) note(first, second, index + whole.length)
  }
  each(['patch', 'attr('], TARGET, listener.path)
  each(['patch.multiple'], MULTIPLE, (target, _, end) => {
    for (const name of keywordsFrom(text, end)) listener.path(`${target}.${name}`)
  })
  each(['object(', 'attr(', 'spy('], MEMBER, listener.member)
  each(['import_module(', '__import__('], MODULE_CALL, listener.module)
}

/** Characters of a call that are looked at. */
const MAX_CALL = 4_000
const KEYWORD = /,\s*([A-Za-z_]\w*)\s*=(?!=)/g

/** Keywords of the call whose first argument ends at `from`; of calls inside it as well, which an analysis tells apart. */
function keywordsFrom(text: string, from: number): string[] {
  let depth = 1
  let end = from
  for (; depth > 0 && end < text.length && end < from + MAX_CALL; end++) {
    const character = text.charAt(end)
    if (character === '(') depth++
    else if (character === ')') depth--
  }
  return Array.from(text.slice(from, end).matchAll(KEYWORD), ([, name = '']) => name)
}
