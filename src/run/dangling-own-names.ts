import type { UseSuspicion } from '../core/dangling-use.ts'
import type { IsOwnName, Language } from '../languages/language.ts'

/** What follows a name that is read from, or handed to a mock with the name of a member; white space may stand between. */
const READ = /\s*(?:,|\.\s*(\w+))/y

/**
 * The chains without those that the file surely reads off names of its functions' own (`def f(mod): mod.gone`): told from
 * lines and tokens, which spares analysing the file.
 * @param imported whether an import binds the name. Other names are names for such names.
 */
export function withoutOwnNames(
  chains: UseSuspicion['chains'],
  text: string,
  { readOwnNames }: Language,
  imported: (name: string) => boolean,
): UseSuspicion['chains'] {
  if (chains.size === 0 || !readOwnNames) return chains
  const isOwn = readOwnNames(text, new Set(Array.from(chains.keys(), (chain) => chain.slice(0, chain.indexOf('.')))))
  return new Map(
    [...chains].filter(([chain]) => {
      const [name = '', member = ''] = chain.split('.', 2)
      return !imported(name) || mayRead(text, name, member, isOwn)
    }),
  )
}

function mayRead(text: string, name: string, member: string, isOwn: IsOwnName): boolean {
  let found = false
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    READ.lastIndex = at + name.length
    const read = /[\w.]/.test(text.charAt(at - 1)) ? null : READ.exec(text)
    if (read === null || (read[1] ?? member) !== member) continue
    if (!isOwn(name, at)) return true
    found = true
  }
  return !found
}
