#!/usr/bin/env node
import { enableCompileCache } from './compile-cache.ts'

enableCompileCache()
// not process.exit(): output that is still on its way into a pipe would be lost
void import('./start.ts')
  .then(({ start }) => start(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code
  })
