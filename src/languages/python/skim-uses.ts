import type { SkimmedOutline, SkimmedUses } from '../../core/dangling-skim.ts'
import { readUses } from './outline-uses.ts'
import { ProseSpans } from './prose-spans.ts'
import { scanPythonSurface } from './scan-surface.ts'

/**
 * Which members are read off names, and which dotted paths strings hand to mocks, where no outline tells.
 * @param locals names that denote modules.
 */
export function skimPythonUses(text: string, locals: ReadonlySet<string>, mayMock: boolean): SkimmedUses {
  const { chains, paths, modules } = readUses(text, scanPythonSurface(text).prose, locals, mayMock)
  return { chains: new Set(chains), paths: new Set(paths), modules: new Set(modules) }
}

export const readPythonSetting = (text: string): Pick<SkimmedOutline, 'stores' | 'replaced'> =>
  readUses(text, new ProseSpans(), [], false)
