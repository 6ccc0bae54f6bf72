import type { Migration } from '../core/migration.ts'
import { acceptEntry, acceptSettings, salvageEntry } from './accept.ts'
import { decodeManifest } from './decode.ts'
import { FOREIGN_FILE, isForeign } from './discover.ts'
import { readEntry } from './entry.ts'
import { findMember, type JsonNode, parseJson } from './json-document.ts'
import { fileProblem, type ManifestProblem } from './problem.ts'
import { createReporter, describeType, findNode, type Reporter } from './reporter.ts'
import type { SettingsInput } from './shapes.ts'

/** One manifest file, read by itself. Of a file with problems, what is right in it. */
export interface ManifestFile {
  readonly file: string
  readonly root: JsonNode | null
  /** null where something in them is malformed. */
  readonly settings: SettingsInput | null
  readonly extended: readonly { readonly request: string; readonly reporter: Reporter }[]
  /** In the order of the file; id `''` where none is written. */
  readonly migrations: readonly Migration[]
}

/** Read one manifest file; everything wrong in it is added to `problems`. */
export async function readManifestFile(
  file: string,
  bytes: Uint8Array,
  problems: ManifestProblem[],
): Promise<ManifestFile> {
  const empty: ManifestFile = { file, root: null, settings: null, extended: [], migrations: [] }
  const decoded = decodeManifest(bytes)
  if ('problem' in decoded) {
    problems.push(fileProblem(file, decoded.problem))
    return empty
  }
  const { root, problems: slips } = parseJson(decoded.text)
  if (decoded.text.trim() === '' || (root === null && slips.length === 0)) {
    problems.push({ file, line: 1, column: 1, message: `the file is empty — ${START}` })
    return empty
  }
  if (root && isForeign(root)) {
    problems.push(fileProblem(file, FOREIGN_FILE))
    return empty
  }
  if (root === null || slips.length > 0) {
    problems.push(...slips.map((slip) => ({ file, ...slip })))
    return empty
  }
  const reporter = createReporter(file, root, problems)
  if (typeof root.value !== 'object' || root.value === null || Array.isArray(root.value)) {
    reporter.at([], `a manifest is an object, not ${describeType(root.value)} — ${START}`)
    return empty
  }
  return readRoot(file, root, reporter, problems)
}

const START = 'start from {"version": 1, "retired": []}'

async function readRoot(
  file: string,
  root: JsonNode,
  reporter: Reporter,
  problems: ManifestProblem[],
): Promise<ManifestFile> {
  const value: unknown = root.value
  const settings = acceptSettings(value) ? value : null
  const retired = findMember(root, 'retired')?.node.items ?? []
  const migrations: Migration[] = []
  let wellFormed = settings !== null
  for (const node of retired) {
    const written: unknown = node.value
    const accepted = acceptEntry(written)
    if (!accepted) wellFormed = false
    const entry = accepted ? written : salvageEntry(written)
    const migration = entry && readEntry(entry, createReporter(file, node, problems))
    if (migration) migrations.push(migration)
  }
  if (!wellFormed) {
    const { reportShape } = await import('./shape-problems.ts')
    reportShape(value, reporter)
  }
  return { file, root, settings, extended: listExtends(root, reporter), migrations }
}

/** Also of a file that is malformed elsewhere, so that one run shows what is wrong with all of them. */
function listExtends(root: JsonNode, reporter: Reporter): ManifestFile['extended'] {
  const node = findMember(root, 'extends')?.node
  if (!node) return []
  const paths = node.items.length > 0 ? node.items.map((_, at) => ['extends', at]) : [['extends']]
  return paths.flatMap((path) => {
    const { value } = findNode(root, path)
    return typeof value === 'string' && value !== '' ? [{ request: value, reporter: reporter.below(path) }] : []
  })
}
