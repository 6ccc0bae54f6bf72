import {
  type Outline,
  type OutlineImport,
  outlineNames,
  outlineWhole,
  type PassedName,
} from '../../core/dangling-outline.ts'
import { mayMock } from '../../core/dangling-skim.ts'
import { isListedElsewhere } from './listed-names.ts'
import { readUses } from './outline-uses.ts'
import { scanPythonSurface } from './scan-surface.ts'

/** The surface scan as an outline: what a tree of files is checked by before anything is parsed. */
export function outlinePython(path: string, text: string): Outline {
  const surface = scanPythonSurface(text, path.endsWith('.pyi'))
  const imports: OutlineImport[] = []
  const stars: string[] = []
  const bound = new Set<string>()
  const passed = new Map<string, PassedName>()
  for (const { form, specifier, names, atModuleLevel } of surface.imports) {
    for (const { local } of names) if (local !== null) bound.add(local)
    if (form === 'import') {
      const local = names[0]?.local
      if (local != null && atModuleLevel && denoted(specifier, local) === specifier && local !== specifier)
        passed.set(local, { specifier, name: null })
      imports.push({ specifier, names: [], ...(local == null ? {} : outlineWhole(local, denoted(specifier, local))) })
      continue
    }
    const taken = names.filter(({ name }) => name !== '*').map(({ name, local }) => ({ imported: name, local }))
    if (atModuleLevel)
      for (const { imported, local } of taken)
        if (local !== null && local !== imported) passed.set(local, { specifier, name: imported })
    if (taken.length < names.length && atModuleLevel) stars.push(specifier)
    imports.push({ specifier, ...outlineNames(taken) })
  }
  const { publicNames } = surface
  const isClosed = publicNames?.complete === true && !isListedElsewhere(text)
  const namesModules = text.includes('__import__(')
  return {
    imports,
    names: surface.bound,
    stars,
    ...(passed.size === 0 ? {} : { passed }),
    publicNames: isClosed ? new Set(publicNames.names) : null,
    publicOpen: publicNames !== null && !isClosed,
    dynamic: surface.dynamic,
    ambient: [],
    ...(namesModules ? { namesModules } : {}),
    skimmed: readUses(text, surface.prose, bound, mayMock(path, { namesModules, imports })),
  }
}

/** `import a.b` binds `a`; with an alias the whole is meant. */
const denoted = (specifier: string, local: string): string => (specifier.startsWith(`${local}.`) ? local : specifier)
