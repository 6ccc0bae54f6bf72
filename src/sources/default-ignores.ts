/** Directories that hold no sources of the project. Tracked files in them are still checked. */
export const TOOL_DIRECTORIES: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '__pypackages__',
  '.venv',
  '.tox',
  '.nox',
  '.eggs',
  '.mypy_cache',
  '.ruff_cache',
  '.pytest_cache',
  '.pytype',
  '.direnv',
  '.pnpm-store',
  '.yarn',
  '.turbo',
  '.nx',
])

/**
 * Directories of build products, left out where no repository tells sources from products. `build` is not among
 * them: it is as often a directory of sources.
 */
export const PRODUCT_DIRECTORIES: ReadonlySet<string> = new Set([
  'dist',
  'coverage',
  'htmlcov',
  'site-packages',
  '.next',
  '.nuxt',
  '.svelte-kit',
  '.output',
  '.cache',
  '.parcel-cache',
])

/** Marks a Python virtual environment, whatever its name (PEP 405). */
export const VIRTUAL_ENVIRONMENT_MARK = 'pyvenv.cfg'
