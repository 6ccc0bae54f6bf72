import type { ModuleAddress } from '../../../core/module-address.ts'
import { codeExtensionOf, emittedExtension, isOmittable, withoutCodeExtension } from './extensions.ts'
import { baseNameOf, directoryOf } from './repo-path.ts'

/** How the end of a specifier is written. */
export interface EndStyle {
  /** The written code extension, or `''`. */
  readonly extension: string
  /** `/index` is spelled out. */
  readonly index: boolean
  /** A trailing slash after a directory. */
  readonly slash: boolean
}

export const endStyleOf = (specifier: string): EndStyle => ({
  extension: codeExtensionOf(specifier),
  index: baseNameOf(withoutCodeExtension(specifier)) === 'index',
  slash: specifier.length > 1 && specifier.endsWith('/'),
})

/** The extension a specifier of this style writes for a file, `''` for none. */
const writtenExtension = (style: EndStyle, extension: string): string => {
  if (style.extension === '') return isOmittable(extension) ? '' : emittedExtension(extension)
  if (/^(?:\.d)?\.[cm]?tsx?$/.test(style.extension)) return extension
  if (style.extension === '.jsx' && (extension === '.tsx' || extension === '.jsx')) return '.jsx'
  return emittedExtension(extension)
}

export interface Form {
  /** Repo-relative, as it may be written: without, with or with another extension, or the directory of an index. */
  readonly path: string
  readonly isDirectory: boolean
}

/** The ways to write a module's path in a style, best first. */
export const formsOf = (target: ModuleAddress, style: EndStyle): Form[] => {
  const file = (path: string): Form => ({ path, isDirectory: false })
  if (target.path === null) {
    return [
      file(codeExtensionOf(target.key) === '' && style.extension !== '' ? target.key + style.extension : target.key),
      file(target.key),
    ]
  }
  const extension = codeExtensionOf(target.path)
  if (extension === '') return [file(target.path), file(target.path.replace(/\.(?:json|vue|svelte)$/, ''))]
  const stem = withoutCodeExtension(target.path)
  const written = writtenExtension(style, extension)
  const forms: Form[] = [file(stem + written)]
  if (baseNameOf(stem) === 'index') {
    const directory: Form = { path: directoryOf(stem), isDirectory: true }
    if (written === '' && !style.index) forms.unshift(directory)
    else forms.push(directory)
  }
  for (const other of [stem, stem + emittedExtension(extension), target.path]) {
    if (!forms.some(({ path }) => path === other)) forms.push(file(other))
  }
  return forms
}
