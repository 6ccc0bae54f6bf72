import type { Language } from '../language.ts'
import { analyzePython } from './analyze/analyze.ts'
import { isPythonGlobal } from './global-names.ts'
import { planPythonFile } from './plan/plan.ts'
import { createPythonResolver } from './resolve/resolver.ts'

export const python: Language = {
  id: 'python',
  analyze: analyzePython,
  createResolver: createPythonResolver,
  isGlobalName: isPythonGlobal,
  planFile: planPythonFile,
}
