import type { LanguageId } from '../../core/migration.ts'
import { UserError } from '../../core/user-error.ts'
import { findMember, type JsonNode } from '../json-document.ts'
import type { PlaceInput } from '../shapes.ts'
import type { Imported, ImportedEntry, ImportNote } from './imported.ts'
import { parseYaml } from './yaml.ts'

const RECIPE =
  /^org\.openrewrite\.(python|javascript|typescript)\.(?:[a-z]+\.)*(ChangeImport|RenameImport|ChangeType|ChangePackage|ChangeModule)$/

/**
 * The recipes of an OpenRewrite YAML file that change imports of Python or JavaScript.
 * @throws UserError where no document of the file can be read.
 */
export function importOpenRewrite(text: string, file: string): Imported {
  const { documents, problems } = parseYaml(text)
  const [first] = problems
  if (first && documents.length === 0) throw new UserError(`${file}:${first.line} ${first.message}`)
  const entries: ImportedEntry[] = []
  const notes: ImportNote[] = problems.map(({ line, message }) => ({
    line,
    message: `this document is not read: ${message}`,
  }))
  for (const document of documents) {
    const list = findMember(document, 'recipeList')?.node
    if (!list) continue
    for (const item of list.items) {
      const read = readRecipe(item)
      if ('entry' in read) entries.push({ line: item.line, entry: read.entry })
      else notes.push({ line: item.line, message: read.note })
    }
    for (const key of ['preconditions', 'applicability'])
      if (findMember(document, key))
        notes.push({
          line: findMember(document, key)?.line ?? 0,
          message: `${key} are not carried over: the entries hold everywhere`,
        })
  }
  return { entries, notes }
}

function readRecipe(item: JsonNode): { readonly entry: ImportedEntry['entry'] } | { readonly note: string } {
  if (typeof item.value === 'string') return { note: `${item.value} has no options that name what it changes` }
  const [recipe] = item.members
  if (!recipe || item.members.length !== 1) return { note: 'this item of recipeList is no recipe' }
  const match = RECIPE.exec(recipe.key)
  if (!match) return { note: `${recipe.key} is not carried over: only changes of Python and JavaScript imports are` }
  const language: LanguageId = match[1] === 'python' ? 'python' : 'typescript'
  const option = (...keys: readonly string[]): string | null => {
    for (const key of keys) {
      const value = findMember(recipe.node, key)?.node.value
      if (typeof value === 'string' && value !== '') return value
    }
    return null
  }
  if (option('newAlias') !== null) return { note: `${recipe.key} gives an alias, which an entry cannot` }
  const dotted = [
    option('oldFullyQualifiedTypeName', 'oldType'),
    option('newFullyQualifiedTypeName', 'newType'),
  ] as const
  const whole = [option('oldPackageName'), option('newPackageName')] as const
  const from =
    dotted[0] !== null
      ? splitType(dotted[0], language)
      : whole[0] !== null
        ? { module: whole[0] }
        : toPlace(option('oldModule', 'module'), option('oldName', 'oldMember'))
  const to =
    dotted[1] !== null
      ? splitType(dotted[1], language)
      : whole[1] !== null
        ? { module: whole[1] }
        : toPlace(
            option('newModule'),
            option('newName', 'newMember') ?? (option('newModule') !== null ? option('oldName', 'oldMember') : null),
            option('oldModule', 'module'),
          )
  if (!from) return { note: `${recipe.key} does not say what it changes` }
  if (!to) return { note: `${recipe.key} does not say what it changes ${from.module} to` }
  if ((from.name === undefined) !== (to.name === undefined))
    return {
      note: `${recipe.key} makes a ${from.name === undefined ? 'module a symbol' : 'symbol a module'}, which an entry cannot`,
    }
  const below = whole[0] === null ? {} : { submodules: findMember(recipe.node, 'recursive')?.node.value === true }
  return { entry: { from, to, language, ...below } }
}

function toPlace(module: string | null, name: string | null, fallback: string | null = null): PlaceInput | null {
  const place = module ?? (name === null ? null : fallback)
  return place === null ? null : name === null ? { module: place } : { module: place, name }
}

/** `a.b.C`, and `pkg/mod.C` or `pkg#C` of JavaScript. */
function splitType(dotted: string, language: LanguageId): PlaceInput | null {
  const at = Math.max(dotted.lastIndexOf('.'), language === 'typescript' ? dotted.lastIndexOf('#') : -1)
  return at > 0 && at < dotted.length - 1 ? { module: dotted.slice(0, at), name: dotted.slice(at + 1) } : null
}
