import type { PythonSettings, TypeScriptSettings } from '../core/migration.ts'
import { checkGlob, checkPath } from './globs.ts'
import type { ManifestFile } from './manifest-file.ts'
import type { ManifestProblem } from './problem.ts'
import { createReporter, type JsonPath } from './reporter.ts'

/** A manifest's settings; null where it says nothing. */
export interface Settings {
  readonly python: PythonSettings | null
  readonly typescript: TypeScriptSettings | null
  readonly baseline: string | null
  readonly generated: readonly string[]
}

/** The settings of one file, its paths in normal form: relative to the root of the repository, wherever the file lies. */
export function readSettings({ file, root, settings }: ManifestFile, problems: ManifestProblem[]): Settings {
  if (!settings || !root) return { python: null, typescript: null, baseline: null, generated: [] }
  const reporter = createReporter(file, root, problems)
  const readPath = (path: string, at: JsonPath): string => {
    const checked = checkPath(path)
    if ('path' in checked) return checked.path
    reporter.at(at, checked.problem)
    return path
  }
  const { python, typescript, baseline, generated } = settings
  return {
    python: python?.roots
      ? { roots: unique(python.roots.map((path, at) => readPath(path, ['python', 'roots', at]))) }
      : null,
    typescript:
      typescript?.tsconfig === undefined
        ? null
        : { tsconfig: readPath(typescript.tsconfig, ['typescript', 'tsconfig']) },
    baseline: baseline === undefined ? null : readPath(baseline, ['baseline']),
    generated: (generated ?? []).map((glob, at) => {
      const checked = checkGlob(glob)
      if ('glob' in checked) return checked.glob
      reporter.at(['generated', at], checked.problem)
      return glob
    }),
  }
}

/** Each setting from the first that has it; `generated` from all of them. */
export function mergeSettings(layers: readonly Settings[]): Settings {
  const first = <Key extends keyof Settings>(key: Key): Settings[Key] | null =>
    layers.find((layer) => layer[key] !== null)?.[key] ?? null
  return {
    python: first('python'),
    typescript: first('typescript'),
    baseline: first('baseline'),
    generated: unique(layers.flatMap(({ generated }) => generated)),
  }
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)]
