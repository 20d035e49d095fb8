import { MemoryEngine } from '@moldau/streams'
import { storeConformance } from './store.ts'

storeConformance('MemoryEngine', { open: () => new MemoryEngine(), rollsBack: false })
storeConformance('MemoryEngine with undo', { open: () => new MemoryEngine({ undo: true }) })
