import type { Language } from '../language.ts'
import { outlineTypeScript, publishesBeyond } from './outline.ts'
import { analyzeTypeScript } from './analyze/analyze.ts'
import { readTypeScriptDeprecations } from './deprecated.ts'
import { readLiteralSettings } from './literal-settings.ts'
import { isTypeScriptGlobal } from './global-names.ts'
import { planTypeScriptFile } from './plan/plan-file.ts'
import { createTypeScriptResolver } from './resolve/resolver.ts'
import { readTypeScriptSignature } from './signature.ts'
import { skimTypeScriptUses, withoutTypeScriptProse } from './skim-uses.ts'

/** TypeScript and JavaScript, in all their dialects. */
export const typescript: Language = {
  id: 'typescript',
  analyze: analyzeTypeScript,
  outline: outlineTypeScript,
  skimUses: skimTypeScriptUses,
  withoutProse: withoutTypeScriptProse,
  publishesBeyond,
  isGlobalName: isTypeScriptGlobal,
  readDeprecations: readTypeScriptDeprecations,
  readLiteralSettings,
  readSignature: readTypeScriptSignature,
  createResolver: createTypeScriptResolver,
  planFile: planTypeScriptFile,
}
