#!/usr/bin/env node
import { BUILD } from '../run/version.ts'
import { keepCompiledCode } from '../sources/compiled-code.ts'

// From source, there is nothing that tells one program from another; what clears the cache leaves nothing in it.
if (BUILD !== undefined && process.argv[2] !== 'cache') keepCompiledCode(__filename, BUILD, true)
// not process.exit(): output that is still on its way into a pipe would be lost
void import('./start.ts')
  .then(({ start }) => start(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code
  })
