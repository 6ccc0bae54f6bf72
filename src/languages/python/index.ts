import type { Language } from '../language.ts'
import { analyzePython } from './analyze/analyze.ts'
import { readPythonDeprecations } from './deprecated.ts'
import { readOwnNames } from './function-scopes.ts'
import { isPythonGlobal } from './global-names.ts'
import { outlinePython } from './outline.ts'
import { planPythonFile } from './plan/plan.ts'
import { createPythonResolver } from './resolve/resolver.ts'
import { standardKind } from './resolve/standard-library.ts'
import { publishesBeyond } from './publishes-beyond.ts'
import { readPythonSignature } from './signature.ts'
import { readPythonSetting, skimPythonUses } from './skim-uses.ts'

export const python: Language = {
  id: 'python',
  analyze: analyzePython,
  readSignature: (_path, text, name) => readPythonSignature(text, name),
  createResolver: createPythonResolver,
  outline: outlinePython,
  publishesBeyond,
  skimUses: skimPythonUses,
  readSetting: readPythonSetting,
  readOwnNames,
  readDeprecations: (_path, text) => readPythonDeprecations(text),
  standardKind,
  isGlobalName: isPythonGlobal,
  planFile: planPythonFile,
}
