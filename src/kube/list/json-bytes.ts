// The bytes that give JSON its structure (RFC 8259, section 2), in UTF-8.

/** Begins and ends a string. */
export const QUOTE = 0x22;
/** Between members and elements. */
export const COMMA = 0x2c;
/** Between a name and its value. */
export const COLON = 0x3a;
/** Begins an array. */
export const OPEN_BRACKET = 0x5b;
/** Escapes the next byte of a string. */
export const BACKSLASH = 0x5c;
/** Ends an array. */
export const CLOSE_BRACKET = 0x5d;
/** Begins an object. */
export const OPEN_BRACE = 0x7b;
/** Ends an object. */
export const CLOSE_BRACE = 0x7d;
