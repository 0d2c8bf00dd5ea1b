/** The colours that the parts of the demo figure share. */

export const SKIN = { light: "#f3bd98", middle: "#e3a07a", dark: "#c27a58" } as const;
export const HAIR = { light: "#7d4a33", middle: "#4d2b21", dark: "#2e1814" } as const;
export const WOOL = { light: "#f6bd4c", middle: "#e29c2a", dark: "#b06d18" } as const;
