import * as z from 'zod'
import { LEVELS } from '../core/migration.ts'
import { DATE, ID, LANGUAGES, type ManifestInput } from './shapes.ts'

/*
 * The manifest's shape: the source of schema.json and of every message about a wrong key or value.
 * Loading zod costs about 100 ms, so only a manifest that accept.ts turns down is shown to it.
 */

const text = z.string().min(1)
const level = z.enum(LEVELS)

const moduleName = text.describe(
  'The module: a Python dotted name (`app.agents.tools`), a path from the root (`./src/tools`), a path alias (`@/tools`) ' +
    'or a package specifier (`@acme/ui/button`).',
)
const symbolName = text.describe(
  'The exported name; `default` for a default export, `*` for the namespace of a TypeScript/JavaScript module, ' +
    'dotted for a member (`timezone.utc`).',
)
const submodules = z
  .boolean()
  .describe(
    'For a retired module: whether everything below it is retired too. Python: true, TypeScript/JavaScript: false.',
  )

const literal = z
  .strictObject({ literal: text.describe('The text, exactly as it is written in files.') })
  .describe('A piece of text in any text file.')

const from = z
  .union([
    text.describe(
      'Shorthand. `Name`: a symbol of any first-party module. `module#name`: a symbol of a module. ' +
        'With a `.`, `/`, `@`, `-` or `:` and no `#`: a module.',
    ),
    z
      .strictObject({ module: moduleName.optional(), name: symbolName.optional(), submodules: submodules.optional() })
      .describe('A symbol (`name`, with `module` or of any first-party module), or a whole module (`module` alone).'),
    literal,
  ])
  .describe('What is retired.')

const oneTo = z.union([
  text.describe(
    'Shorthand. `Name`: a name in the same module. `module#name`: a symbol. `a.b`, `a/b`, `@a/b`: a module.',
  ),
  z
    .strictObject({
      module: moduleName.optional().describe('The new module; absent: the module stays the same.'),
      name: symbolName.optional().describe('The new name; absent: the name stays the same.'),
    })
    .describe('The replacement in parts; an absent part stays as it was.'),
  literal,
])

const to = z
  .union([
    ...oneTo.options,
    z.array(oneTo).min(1).describe('Several candidates: a person chooses, nothing is rewritten.'),
    z.null().describe('Removed: nothing replaces it, a person has to act.'),
  ])
  .describe('What replaces it.')

const globs = z.array(z.string())

const retired = z
  .strictObject({
    id: text
      .regex(ID)
      .optional()
      .describe('A unique name for suppressions, baselines and `--only`. Absent: derived from what is retired.'),
    from,
    to,
    language: z
      .enum(LANGUAGES)
      .optional()
      .describe('Needed only where the spelling does not tell: a module of one plain word such as `six` or `react`.'),
    submodules: submodules.optional(),
    keepPublicName: z
      .boolean()
      .optional()
      .describe(
        'A barrel or façade that re-exports the symbol keeps publishing the old name: `export { New as Old }`.',
      ),
    reason: text.optional().describe('Why, for the people who read the finding.'),
    url: text.optional().describe('Where to read more.'),
    owner: text.optional().describe('Who answers questions: a person or a team.'),
    level: level.optional().describe('How loud a finding is. Default: error.'),
    levels: z
      .record(text, level)
      .optional()
      .describe('The level by environment; `--env production` picks `levels.production`.'),
    since: text.regex(DATE).optional().describe('The day it was retired, YYYY-MM-DD.'),
    deadline: text.regex(DATE).optional().describe('YYYY-MM-DD. From the day after, warnings and notes are errors.'),
    include: globs
      .optional()
      .describe('Only files that match one of these globs, relative to the root. Empty: every file.'),
    exclude: globs.optional().describe('No file that matches one of these globs, relative to the root.'),
  })
  .describe('A retired symbol, module or text, and its replacement.')

export const manifestSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Lets editors help: `./node_modules/repoint/schema.json`.'),
    version: z.literal(1).describe('The version of this format.'),
    extends: z
      .union([text, z.array(text)])
      .optional()
      .describe(
        'Manifests whose entries hold here too: files (`./legacy.migrations.json`, relative to this one) and files of ' +
          'installed packages (`@acme/ui/migrations.json`). Entries here override theirs.',
      ),
    retired: z.array(retired).describe('What is retired.'),
    python: z
      .strictObject({
        roots: z
          .array(text)
          .optional()
          .describe('Directories whose children are top-level modules. Default: discovered.'),
      })
      .optional()
      .describe('Settings for Python.'),
    typescript: z
      .strictObject({
        tsconfig: text.optional().describe('The tsconfig to resolve by. Default: the nearest one to each file.'),
      })
      .optional()
      .describe('Settings for TypeScript and JavaScript.'),
    baseline: text.optional().describe('The file of accepted findings, relative to the root.'),
    generated: globs
      .optional()
      .describe('Globs of modules that a build generates: imports of them are never dangling.'),
  })
  .describe('What is retired in this repository, and what replaces it: the manifest of repoint.')

/** Both ways, so that the hand-written types cannot drift from the schema. */
type Same<A, B> = [A, B] extends [B, A] ? true : never
const _sameAsInput: Same<DeepReadonly<z.infer<typeof manifestSchema>>, ManifestInput> = true
void _sameAsInput

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T

/** The JSON Schema (draft 7, which every editor reads) of a manifest, as the text of schema.json. */
export function generateJsonSchema(): string {
  const schema = z.toJSONSchema(manifestSchema, { target: 'draft-7', io: 'input' })
  return `${JSON.stringify({ title: 'repoint manifest', ...schema }, null, 2)}\n`
}
