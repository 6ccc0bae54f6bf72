import { isIdentifierName } from './name-table.ts'

/** An exported name as an import or export list writes it. */
const moduleName = (name: string, quote: string): string => (isIdentifierName(name) ? name : quote + name + quote)

/** `X`, `X as Y`, `type X`. */
export const importSpec = (imported: string, local: string, inlineType: boolean, quote: string): string =>
  (inlineType ? 'type ' : '') +
  (imported === local && isIdentifierName(imported) ? local : `${moduleName(imported, quote)} as ${local}`)

export const exportSpec = (imported: string, exported: string, inlineType: boolean, quote: string): string =>
  (inlineType ? 'type ' : '') +
  (imported === exported
    ? moduleName(imported, quote)
    : `${moduleName(imported, quote)} as ${moduleName(exported, quote)}`)

/** `m#*` is the module itself: no member of it is written. */
export const withoutNamespace = (path: readonly string[]): readonly string[] => (path[0] === '*' ? path.slice(1) : path)

/** `* as ns`, in an import or an export list. */
export const namespaceSpec = (local: string, quote: string): string => `* as ${moduleName(local, quote)}`

/** A property of a destructuring pattern: `X`, `X: y`, `X: { y: z }` for a member. */
export const patternSpec = (path: readonly string[], local: string, initializer: string, quote: string): string => {
  const [first, ...rest] = path
  if (first === undefined) return local + initializer
  const key = isIdentifierName(first) ? first : quote + first + quote
  if (rest.length > 0) return `${key}: { ${patternSpec(rest, local, initializer, quote)} }`
  return (first === local ? local : `${key}: ${local}`) + initializer
}

/** `base.x.y`, with brackets where a name is no identifier. */
export const memberPath = (base: string, members: readonly string[], quote: string): string =>
  base + members.map((member) => (isIdentifierName(member) ? `.${member}` : `[${quote}${member}${quote}]`)).join('')
