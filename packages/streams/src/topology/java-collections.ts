/**
 * The iteration order of Java's HashSet and TreeSet, as far as the text of a topology depends on it.
 *
 * Kafka Streams prints sets in the order in which Java happens to walk them: hash sets by bucket, and the neighbours of a
 * node from a tree set whose comparator reads sizes that still change while it is filled. To print the same text, both are
 * rebuilt here. Source: java.util.HashMap (spread of the hash, load factor 3/4), java.util.TreeMap (red-black insertion).
 */

function bucketHash(text: string): number {
  let h = 0
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0
  return h ^ (h >>> 16)
}

/** Distinct strings in the order in which a HashSet walks them, filled one by one in the given order. */
export function hashSetOrder(items: Iterable<string>): string[] {
  const distinct = [...new Set(items)]
  let capacity = 16
  while (distinct.length > capacity * 0.75) capacity *= 2
  return byBucket(distinct, capacity)
}

/** The same for `new HashSet<>(collection)`, which sizes its table at once. */
export function hashSetCopyOrder(items: Iterable<string>): string[] {
  const distinct = [...new Set(items)]
  let capacity = 16
  while (capacity < Math.floor(distinct.length / 0.75 + 1)) capacity *= 2
  return byBucket(distinct, capacity)
}

function byBucket(items: string[], capacity: number): string[] {
  const bucket = (text: string) => (bucketHash(text) & (capacity - 1)) >>> 0
  return items
    .map((text, i) => ({ text, i, at: bucket(text) }))
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .map(e => e.text)
}

interface TreeNode<T> {
  item: T
  red: boolean
  parent: TreeNode<T> | null
  left: TreeNode<T> | null
  right: TreeNode<T> | null
}

/** A tree set that only grows; its order may differ from sorted order where the comparator's answers change over time. */
export class JavaTreeSet<T> {
  private root: TreeNode<T> | null = null
  private readonly compare: (a: T, b: T) => number

  constructor(compare: (a: T, b: T) => number) {
    this.compare = compare
  }

  add(item: T): void {
    let parent: TreeNode<T> | null = null
    let at = this.root
    let order = 0
    while (at !== null) {
      parent = at
      order = this.compare(item, at.item)
      if (order === 0) return
      at = order < 0 ? at.left : at.right
    }
    const node: TreeNode<T> = { item, red: true, parent, left: null, right: null }
    if (parent === null) this.root = node
    else if (order < 0) parent.left = node
    else parent.right = node
    this.balance(node)
  }

  items(): T[] {
    const out: T[] = []
    const walk = (node: TreeNode<T> | null): void => {
      if (node === null) return
      walk(node.left)
      out.push(node.item)
      walk(node.right)
    }
    walk(this.root)
    return out
  }

  private balance(added: TreeNode<T>): void {
    let x = added
    while (x.parent?.red === true) {
      const grand = x.parent.parent!
      const onLeft = x.parent === grand.left
      const uncle = onLeft ? grand.right : grand.left
      if (uncle?.red === true) {
        x.parent.red = false
        uncle.red = false
        grand.red = true
        x = grand
        continue
      }
      if (x === (onLeft ? x.parent.right : x.parent.left)) {
        x = x.parent
        this.rotate(x, onLeft)
      }
      x.parent!.red = false
      grand.red = true
      this.rotate(grand, !onLeft)
    }
    this.root!.red = false
  }

  /** Rotates to the left when `left`, else to the right. */
  private rotate(p: TreeNode<T>, left: boolean): void {
    const up = (left ? p.right : p.left)!
    const inner = left ? up.left : up.right
    if (left) p.right = inner
    else p.left = inner
    if (inner !== null) inner.parent = p
    up.parent = p.parent
    if (p.parent === null) this.root = up
    else if (p.parent.left === p) p.parent.left = up
    else p.parent.right = up
    if (left) up.left = p
    else up.right = p
    p.parent = up
  }
}
