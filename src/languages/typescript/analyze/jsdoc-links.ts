import type { Use, Variable } from './scope-tree.ts'
import type { Walk } from './walk.ts'

/*
 * `{@link X}`, `{@linkcode X}`, `{@linkplain X}` and `@see X`: TypeScript follows them, counts them as uses and renames
 * them (https://www.typescriptlang.org/docs/handbook/jsdoc-supported-types.html). Only the name of an import is followed
 * here, so that the link goes where the import goes: what else a comment speaks of may well be history.
 */

const LINK = /\{[^\S\n]*@link(?:code|plain)?\s+([A-Za-z_$][\w$]*)|(?:^|[\s(])@see\s+([A-Za-z_$][\w$]*)(?![\w$:/@-])/g

/** Names and where they stand in the text of a comment. */
export function findLinks(text: string): { readonly name: string; readonly start: number }[] {
  return [...text.matchAll(LINK)].map((found) => {
    const name = found[1] ?? found[2] ?? ''
    return { name, start: found.index + found[0].length - name.length }
  })
}

/** What the links mean that name an import. */
export function bindLinks(walk: Walk, links: readonly Use[], find: (use: Use) => readonly Variable[]): void {
  if (links.length === 0) return
  const imported = new Set(
    walk.imports.flatMap(({ names }) =>
      names.flatMap(({ shape, local }) => (shape === 'named' && local ? [local] : [])),
    ),
  )
  for (const use of links) {
    use.variables = find(use).filter((variable) => imported.has(variable))
    for (const variable of use.variables) variable.uses.push(use)
  }
}
