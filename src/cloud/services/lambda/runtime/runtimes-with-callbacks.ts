/** Node.js runtimes whose handlers may answer by callback: all before Node.js 24. */
export const RUNTIMES_WITH_CALLBACKS = /^nodejs(1\d|2[0-2])\.x$/;
