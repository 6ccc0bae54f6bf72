import type { Outline, OutlineImport } from '../../core/dangling-outline.ts'
import { scanPythonSurface } from './scan-surface.ts'

/** The surface scan as an outline: what a tree of files is checked by before anything is parsed. */
export function outlinePython(path: string, text: string): Outline {
  const surface = scanPythonSurface(text, path.endsWith('.pyi'))
  const imports: OutlineImport[] = []
  const stars: string[] = []
  for (const { form, specifier, names, atModuleLevel } of surface.imports) {
    const taken = form === 'import' ? [] : names.map(({ name }) => name).filter((name) => name !== '*')
    if (form === 'from' && taken.length < names.length && atModuleLevel) stars.push(specifier)
    imports.push({ specifier, names: taken })
  }
  const { publicNames } = surface
  return {
    imports,
    names: surface.bound,
    stars,
    publicNames: publicNames?.complete ? new Set(publicNames.names) : null,
    publicOpen: publicNames?.complete === false,
    dynamic: surface.dynamic,
    ambient: [],
  }
}
