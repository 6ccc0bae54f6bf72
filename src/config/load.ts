import { createHash, type Hash } from 'node:crypto'
import type { Manifest, Migration, PythonSettings, TypeScriptSettings } from '../core/migration.ts'
import type { Source } from '../core/source.ts'
import { collapseChains } from './chains.ts'
import { discoverManifest, FOREIGN_FILE, toManifestPath } from './discover.ts'
import { type ManifestPlace, readPlace, resolveExtends } from './extend.ts'
import { createFirstPartyTest } from './first-party.ts'
import { expandDirectory } from './globs.ts'
import { assignIds } from './ids.ts'
import { type ManifestFile, readManifestFile } from './manifest-file.ts'
import { mergeLayers, refuseDuplicates } from './merge.ts'
import { fileProblem, ManifestError, type ManifestProblem, sortProblems } from './problem.ts'
import { mergeSettings, readSettings, type Settings } from './settings.ts'

export interface LoadOptions {
  /** Repo-relative path of the manifest; null: discovered at the root. */
  readonly file: string | null
}

/** How deep manifests may extend each other, and how many files that may be in all. */
const DEEPEST_EXTENDS = 32
const MOST_FILES = 256

/**
 * Read the manifest of a source with everything it extends.
 * @throws ManifestError with every problem of the manifest and of all it extends.
 */
export async function loadManifest(source: Source, options: LoadOptions): Promise<Manifest> {
  const place: ManifestPlace = { file: chooseFile(source, options.file), installed: null }
  const read = readPlace(source, place)
  if ('problem' in read) throw new ManifestError([fileProblem(place.file, read.problem)])
  const reading: Reading = { source, problems: [], hash: createHash('sha256'), known: new Map(), stack: [] }
  const layer = await readLayer(reading, place, read.bytes)
  const expand = (globs: readonly string[]): readonly string[] =>
    globs.map((glob) => expandDirectory(glob, (path) => source.hasDirectory(path)))
  const entries = layer.migrations.map((entry) => ({
    ...entry,
    include: expand(entry.include),
    exclude: expand(entry.exclude),
  }))
  const migrations = collapseChains(assignIds(entries), {
    isFirstParty: createFirstPartyTest(source),
    problems: reading.problems,
  })
  if (reading.problems.length > 0) throw new ManifestError(sortProblems(reading.problems))
  return {
    file: place.file,
    hash: reading.hash.digest('hex'),
    files: [...reading.known.keys()],
    migrations,
    python: layer.settings.python ?? NO_PYTHON,
    typescript: layer.settings.typescript ?? NO_TYPESCRIPT,
    baseline: layer.settings.baseline,
    generated: expand(layer.settings.generated),
  }
}

const NO_PYTHON: PythonSettings = { roots: [] }
const NO_TYPESCRIPT: TypeScriptSettings = { tsconfig: null }

/** What a repository without a manifest is checked by. */
export function emptyManifest(): Manifest {
  return {
    file: '',
    hash: createHash('sha256').digest('hex'),
    migrations: [],
    python: NO_PYTHON,
    typescript: NO_TYPESCRIPT,
    baseline: null,
    generated: [],
  }
}

function chooseFile(source: Source, file: string | null): string {
  if (file !== null) return toManifestPath(file, source.root, null)
  const found = discoverManifest(source)
  if (found.file !== null) return found.file
  if (found.foreign !== null) throw new ManifestError([fileProblem(found.foreign, FOREIGN_FILE)])
  throw new ManifestError([
    fileProblem(
      'migrations.json',
      'there is no manifest at the root — create one with repoint init, or name one with --manifest',
    ),
  ])
}

interface Reading {
  readonly source: Source
  readonly problems: ManifestProblem[]
  readonly hash: Hash
  /** By file; a manifest that two others extend is read once. */
  readonly known: Map<string, Layer>
  /** Files being read, outermost first. */
  readonly stack: string[]
}

/** A manifest file joined with all it extends. */
interface Layer {
  readonly migrations: readonly Migration[]
  readonly settings: Settings
}

async function readLayer(reading: Reading, place: ManifestPlace, bytes: Uint8Array): Promise<Layer> {
  const known = reading.known.get(place.file)
  if (known) return known
  reading.hash.update(bytes)
  const file = await readManifestFile(place.file, bytes, reading.problems)
  const own = refuseDuplicates(file.migrations, reading.problems)
  reading.stack.push(place.file)
  const parents = await readParents(reading, place, file)
  reading.stack.pop()
  const inherited = parents.map(({ layer, request }) => ({ request, migrations: layer.migrations }))
  const layer: Layer = {
    migrations: mergeLayers({ own, inherited }, reading.problems),
    // a package's settings speak of the package's own files
    settings: mergeSettings([
      readSettings(file, reading.problems),
      ...parents
        .filter(({ isPackage }) => !isPackage)
        .reverse()
        .map(({ layer: { settings } }) => settings),
    ]),
  }
  reading.known.set(place.file, layer)
  return layer
}

interface Parent {
  readonly layer: Layer
  readonly isPackage: boolean
  /** The place of the string in `extends`, as a problem that lacks its message. */
  readonly request: ManifestProblem
}

async function readParents(reading: Reading, place: ManifestPlace, file: ManifestFile): Promise<readonly Parent[]> {
  const parents: Parent[] = []
  for (const { request, reporter } of file.extended) {
    const found = resolveExtends(reading.source, request, place)
    if ('problem' in found) {
      reporter.at([], found.problem)
      continue
    }
    const start = reading.stack.indexOf(found.place.file)
    if (start >= 0) {
      const loop = [...reading.stack.slice(start), found.place.file]
      reporter.at([], `${loop.join(' extends ')} — break this circle`)
    } else if (reading.stack.length >= DEEPEST_EXTENDS || reading.known.size >= MOST_FILES) {
      reporter.at(
        [],
        `too many manifests extend each other here (at most ${MOST_FILES}, ${DEEPEST_EXTENDS} deep) — join some of them`,
      )
    } else {
      const layer = await readLayer(reading, found.place, found.bytes)
      const isPackage = found.place.installed !== place.installed
      parents.push({ layer, isPackage, request: { ...reporter.position([]), message: '' } })
    }
  }
  return parents
}
