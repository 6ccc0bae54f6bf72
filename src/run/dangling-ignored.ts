import type { Ignore } from 'ignore'
import type { Source } from '../core/source.ts'

interface Rules {
  readonly base: string
  readonly rules: Ignore
}

/**
 * Whether git would ignore a path, by the `.gitignore` files of the source, the deepest deciding; what a parent
 * directory's rule ignores stays ignored.
 */
export async function createIgnoreRules(source: Source): Promise<(path: string) => boolean> {
  const { default: ignore } = await import('ignore')
  const rulesOf = new Map<string, Rules | null>()

  const rulesAt = (directory: string): Rules | null => {
    const known = rulesOf.get(directory)
    if (known !== undefined) return known
    const file = directory === '' ? '.gitignore' : `${directory}/.gitignore`
    const bytes = source.has(file) ? source.read(file) : null
    const rules =
      bytes === null
        ? null
        : { base: directory, rules: ignore({ allowRelativePaths: true }).add(new TextDecoder().decode(bytes)) }
    rulesOf.set(directory, rules)
    return rules
  }

  const verdict = (path: string, chain: readonly Rules[]): boolean => {
    for (let at = chain.length - 1; at >= 0; at--) {
      const { base, rules } = chain[at] as Rules
      const result = rules.test(base === '' ? path : path.slice(base.length + 1))
      if (result.ignored) return true
      if (result.unignored) return false
    }
    return false
  }

  return (path) => {
    if (path === '' || path.startsWith('../') || path.startsWith('/')) return false
    const chain: Rules[] = []
    const parts = path.split('/')
    for (let at = 0; at < parts.length; at++) {
      const rules = rulesAt(parts.slice(0, at).join('/'))
      if (rules) chain.push(rules)
      const last = at === parts.length - 1
      if (verdict(parts.slice(0, at + 1).join('/') + (last ? '' : '/'), chain)) return true
    }
    return false
  }
}
