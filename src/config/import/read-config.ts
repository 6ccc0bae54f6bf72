import { UserError } from '../../core/user-error.ts'
import { importEslintJson, importEslintYaml } from './eslint.ts'
import { type Imported, joinImported, type KindTest } from './imported.ts'
import { importOpenRewrite } from './openrewrite.ts'
import { importPylintIni, importPylintToml } from './pylint.ts'
import { importRuff } from './ruff.ts'

/** Configuration that is code: read by a language, never run. */
export const isCodeConfig = (file: string): boolean => /\.[mc]?[jt]s$/.test(file)

/**
 * What another tool's configuration file says is not to be imported; its name tells the format.
 * @throws UserError where the text cannot be read, or the format is none that is known.
 */
export function readConfig(file: string, text: string, kindOf: KindTest): Imported {
  const name = file.slice(file.lastIndexOf('/') + 1)
  if (/^\.?ruff\.toml$/.test(name)) return importRuff(text, file, kindOf)
  if (/^\.?pylintrc\.toml$/.test(name)) return importPylintToml(text, file)
  if (name.endsWith('.toml')) return joinImported([importRuff(text, file, kindOf), importPylintToml(text, file)])
  if (/^\.?pylintrc$|\.(?:cfg|ini|pylintrc)$/.test(name)) return importPylintIni(text)
  if (/\.ya?ml$/.test(name))
    return /^\.?(?:eslintrc|oxlintrc)\b/.test(name) ? importEslintYaml(text, file) : importOpenRewrite(text, file)
  if (name === '.eslintrc')
    return /^\s*(?:\{|\/[/*])/.test(text) ? importEslintJson(text, file) : importEslintYaml(text, file)
  if (/\.json[c5]?$/.test(name)) return importEslintJson(text, file)
  throw new UserError(
    `${file}: not a configuration that is known — name one of ruff (pyproject.toml, ruff.toml), ESLint, oxlint or Biome ` +
      '(.json, .yml, .js), pylint (.pylintrc, setup.cfg), or recipes of OpenRewrite (.yml); for @deprecated tags, --deprecated',
  )
}
