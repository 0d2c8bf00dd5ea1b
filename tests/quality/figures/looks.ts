/**
 * People other than the demo figure, built from its painted parts and from the parts in this folder.
 *
 * @module
 */
import { paintArm } from "../../../core/io/demo/arm.ts";
import { paintHead, paintNose } from "../../../core/io/demo/face.ts";
import type { Look } from "../../../core/io/demo/figure.ts";
import type { Canvas } from "../../../core/io/demo/paint.ts";
import { SKIN, WOOL } from "../../../core/io/demo/palette.ts";
import { paintCollar, paintNeck, paintTorso } from "../../../core/io/demo/person.ts";
import { type Dye, dye, paintDyed, type Shades } from "./dye.ts";
import { afro, bald, demoHair, type Hair, loose, shortGrey } from "./hair.ts";
import { glasses, headset, hood, microphone } from "./wear.ts";

const SKINS = {
  light: SKIN,
  brown: { light: "#b98058", middle: "#9c6540", dark: "#6f4128" },
  dark: { light: "#7d5138", middle: "#643c29", dark: "#3f2419" },
} as const satisfies Record<string, Shades>;

const CLOTHES = {
  wool: WOOL,
  hoodie: { light: "#4a505d", middle: "#343944", dark: "#1b1e24" },
  red: { light: "#e2403a", middle: "#c8201f", dark: "#8b1013" },
  wall: { light: "#b3b1ab", middle: "#9b9993", dark: "#7b7974" },
  blue: { light: "#5d86c4", middle: "#3c64a4", dark: "#264475" },
} as const satisfies Record<string, Shades>;

interface Parts {
  readonly skin?: keyof typeof SKINS;
  readonly clothes?: keyof typeof CLOTHES;
  readonly hair?: Hair;
  /** Painted behind the neck, over the shoulders. */
  readonly behind?: (canvas: Canvas) => void;
  /** Painted over hair and face. */
  readonly worn?: (canvas: Canvas) => void;
  /** Over eyes and mouth. */
  readonly over?: (canvas: Canvas) => void;
}

/** Wider than the demo's, because the hair is wider. */
const BOX = { left: -356, top: -276, right: 356 } as const;

function look(
  { skin = "light", clothes = "wool", hair = demoHair, behind, worn, over }: Parts,
): Look {
  const skinDye: Dye = dye(SKIN, SKINS[skin]);
  const clothDye: Dye = dye(WOOL, CLOTHES[clothes]);
  return {
    box: BOX,
    paintBody(canvas) {
      hair.behind(canvas);
      behind?.(canvas);
      paintDyed(canvas, clothDye, paintTorso);
      paintDyed(canvas, skinDye, paintNeck);
      paintDyed(canvas, clothDye, paintCollar);
      paintDyed(canvas, skinDye, paintHead);
      hair.before(canvas);
      paintDyed(canvas, skinDye, paintNose);
      worn?.(canvas);
    },
    paintArm: (canvas) => paintArmDyed(canvas, skinDye, clothDye),
    paintOver: over,
  };
}

/** Where the sleeve begins. */
const CUFF = 176;

/** The arm is painted twice: skin up to the cuff, cloth from there on. */
function paintArmDyed(canvas: Canvas, skinDye: Dye, clothDye: Dye): void {
  paintDyed(canvas, skinDye, paintArm);
  const skinned = canvas.data.slice();
  canvas.data.fill(0);
  paintDyed(canvas, clothDye, paintArm);
  const { scale, originY, width } = canvas.view;
  const rows = Math.max(Math.floor((CUFF - originY) * scale), 0);
  canvas.data.set(skinned.subarray(0, 4 * width * rows));
}

/** All people, by name. */
export const LOOKS = {
  afro: look({ skin: "dark", clothes: "hoodie", hair: afro, behind: hood }),
  bald: look({ skin: "light", clothes: "blue", hair: bald }),
  grey: look({ skin: "brown", clothes: "red", hair: shortGrey }),
  strands: look({ clothes: "hoodie", hair: loose }),
  glasses: look({ skin: "brown", clothes: "blue", over: glasses }),
  headset: look({ clothes: "hoodie", worn: headset, over: microphone }),
  wall: look({ clothes: "wall" }),
  red: look({ clothes: "red" }),
} as const satisfies Record<string, Look>;
