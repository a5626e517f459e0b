// What this device keeps for the door: packs, what it stamped, a few facts. In IndexedDB; in memory where there is none.

const NAME = "mogiri-door";
const STORES = { packs: "key", acts: "counter", facts: "name" };

/** @typedef {keyof typeof STORES} Store */

/** @type {Promise<IDBDatabase | null> | undefined} */
let opening;
/** @type {Record<Store, Map<any, any>>} */
const memory = { packs: new Map(), acts: new Map(), facts: new Map() };

/** Whether what is kept outlives this page. */
export async function lasting() {
  return Boolean(await opened());
}

/** @param {Store} store @param {IDBValidKey} key */
export async function get(store, key) {
  const database = await opened();
  return database ? asked(database.transaction(store).objectStore(store).get(key)) : memory[store].get(key);
}

/** @param {Store} store @returns {Promise<any[]>} in the order of their keys */
export async function all(store) {
  const database = await opened();
  return database ? asked(database.transaction(store).objectStore(store).getAll()) : [...memory[store].values()];
}

/** Raises what IndexedDB raises, when the disk is full among other things. @param {Store} store @param {any} value */
export async function put(store, value) {
  const database = await opened();
  if (!database) return void memory[store].set(value[STORES[store]], value);
  const transaction = database.transaction(store, "readwrite", { durability: "strict" });
  transaction.objectStore(store).put(value);
  return done(transaction);
}

/** @param {Store} store @param {IDBValidKey[]} keys */
export async function drop(store, keys) {
  const database = await opened();
  if (!database) return keys.forEach((key) => memory[store].delete(key));
  const transaction = database.transaction(store, "readwrite");
  for (const key of keys) transaction.objectStore(store).delete(key);
  return done(transaction);
}

/** The next number of this device; two tabs never get the same. @returns {Promise<number>} */
export async function nextNumber() {
  const database = await opened();
  if (!database) return bump(memory.facts.get("counter"), (fact) => memory.facts.set("counter", fact));
  const transaction = database.transaction("facts", "readwrite");
  const facts = transaction.objectStore("facts");
  const number = bump(await asked(facts.get("counter")), (fact) => facts.put(fact));
  await done(transaction);
  return number;
}

/** @param {{value: number} | undefined} fact @param {(fact: {name: string, value: number}) => void} keep */
function bump(fact, keep) {
  const value = (fact?.value ?? 0) + 1;
  keep({ name: "counter", value });
  return value;
}

function opened() {
  return (opening ??= open());
}

/** @returns {Promise<IDBDatabase | null>} */
function open() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        for (const [store, keyPath] of Object.entries(STORES)) request.result.createObjectStore(store, { keyPath });
      };
      request.onsuccess = () => {
        request.result.onclose = () => (opening = undefined);
        resolve(request.result);
      };
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

/** @param {IDBRequest} request @returns {Promise<any>} */
function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
