import type { Source } from '../../../core/source.ts'
import { baseName, isInside, parentPath } from './dotted-path.ts'

/*
 * Whether a build may make a module: a file that says what is built spells it. What such a file tells checkers of it —
 * leave it out, look less closely — makes nothing.
 */

/** Files that say what a build makes. */
const BUILD_FILE =
  /(?:^|\/)(?:setup\.py|setup\.cfg|pyproject\.toml|meson\.build|CMakeLists\.txt|Cargo\.toml|hatch_build\.py|build\.py|Makefile|GNUmakefile|noxfile\.py|tox\.ini|MANIFEST\.in|BUILD(?:\.bazel)?|\.gitmodules)$/
/** What a build script imports it does not make. */
const IMPORT_LINE = /^[ \t]*(?:from|import)[ \t].*$/gm
const MAX_BUILD_FILE = 1_000_000
/** Sections of settings that only say what to look at or to leave out. */
const CHECKER =
  /^\s*\[+\s*(?:tool[.:]\s*)?"?(?:mypy|ruff|flake8|pycodestyle|pep8|pydocstyle|pylint|pyright|basedpyright|ty|pyrefly|pytest|coverage|isort|black|yapf|autopep8|bandit|vulture|codespell|towncrier|interrogate|importlinter|deptry|doc8|typos|zuban|pylsp-mypy)\b/i

/** The text of a build file without what speaks of files to checkers. */
function withoutCheckers(path: string, text: string): string {
  if (!/\.(?:toml|cfg|ini)$/.test(path)) return text
  return text
    .split(/^(?=[ \t]*\[+[\w"' :.-]+\]+[ \t]*(?:#.*)?$)/m)
    .filter((section) => !CHECKER.test(section))
    .join('')
}

/** Whether the text has the words, not as a part of longer ones. */
function spells(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1))
    if (!/[\w-]/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + words.length))) return true
  return false
}

/** @param read answers null for a file that cannot be read. */
export function createBuildMentions(
  source: Source,
  read: (path: string) => string | null,
): (modulePath: string) => boolean {
  let builds: { directory: string; text: string }[] | null = null
  return (modulePath) => {
    builds ??= source
      .list()
      .filter(({ path, size }) => BUILD_FILE.test(path) && (size === null || size < MAX_BUILD_FILE))
      .map(({ path }) => ({
        directory: parentPath(path),
        text: withoutCheckers(path, read(path) ?? '').replace(IMPORT_LINE, ''),
      }))
    const name = baseName(modulePath)
    const parent = baseName(parentPath(modulePath))
    const spellings = [`${name}.py`, `${parent}.${name}`, `${parent}/${name}`]
    // A bare word in quotes is an extension module only where it looks like one.
    if (name.startsWith('_')) spellings.push(`"${name}"`, `'${name}'`)
    return builds.some(
      ({ directory, text }) => isInside(modulePath, directory) && spellings.some((spelling) => spells(text, spelling)),
    )
  }
}
