/**
 * Implements in plain memory the part of WebGL 2 that MediaPipe's CPU path uses. MediaPipe uploads each picture as a texture and
 * reads it back into the wasm heap. Here, a texture only keeps a reference to the caller's bytes, so reading is the only copy.
 *
 * The methods are those that `@mediapipe/tasks-vision` 1.1.0 was logged to call. Calling any other throws a `TypeError` with its
 * name, which is better than a silent wrong result.
 *
 * @module
 */

/** A picture for `texImage2D`. MediaPipe reads `width` and `height`; this context reads `data` (RGBA). */
export interface PictureSource {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A texture: a reference to the bytes that were uploaded last. */
export interface Texture {
  data: Uint8Array | null;
}

/** A framebuffer: a reference to the texture that is read. */
export interface Framebuffer {
  texture: Texture | null;
}

const VENDOR = 0x1f00;
const RENDERER = 0x1f01;
const VERSION = 0x1f02;
const SHADING_LANGUAGE_VERSION = 0x8b8c;
const MAX_TEXTURE_SIZE = 0x0d33;
const MAX_TEXTURE_IMAGE_UNITS = 0x8872;
const RGBA_BYTES = 4;

/** The result of `getContext("webgl2")`. Emscripten calls only these methods. */
export class TextureContext {
  readonly TEXTURE_2D = 0x0de1;
  readonly RGBA = 0x1908;
  readonly UNSIGNED_BYTE = 0x1401;

  #bound: Texture | null = null;
  #target: Framebuffer | null = null;

  getExtension(): null {
    return null;
  }
  getSupportedExtensions(): string[] {
    return [];
  }
  getContextAttributes(): { alpha: boolean } {
    return { alpha: true };
  }
  getError(): number {
    return 0;
  }
  getParameter(name: number): string | number {
    switch (name) {
      case VERSION:
        return "WebGL 2.0";
      case SHADING_LANGUAGE_VERSION:
        return "WebGL GLSL ES 3.00";
      case VENDOR:
      case RENDERER:
        return "plain memory";
      case MAX_TEXTURE_SIZE:
        return 8192;
      case MAX_TEXTURE_IMAGE_UNITS:
        return 16;
      default:
        return 0;
    }
  }

  createTexture(): Texture {
    return { data: null };
  }
  activeTexture(): void {}
  bindTexture(_target: number, texture: Texture | null): void {
    this.#bound = texture;
  }
  texParameteri(): void {}
  /** Keeps a reference to a picture object. The task uses only this form of the call. */
  texImage2D(
    _target: number,
    _level: number,
    _internalFormat: number,
    _format: number,
    _type: number,
    picture: unknown,
  ): void {
    if (!this.#bound || !isPicture(picture)) {
      throw new TypeError("texImage2D without a picture is not supported");
    }
    this.#bound.data = picture.data;
  }

  createFramebuffer(): Framebuffer {
    return { texture: null };
  }
  bindFramebuffer(_target: number, framebuffer: Framebuffer | null): void {
    this.#target = framebuffer;
  }
  framebufferTexture2D(
    _target: number,
    _attachment: number,
    _kind: number,
    texture: Texture | null,
  ): void {
    if (this.#target) this.#target.texture = texture;
  }
  /** Copies a whole RGBA picture to `heap`, from byte `start` on. */
  readPixels(
    _x: number,
    _y: number,
    width: number,
    height: number,
    _format: number,
    _type: number,
    heap: Uint8Array,
    start: number,
  ): void {
    const data = this.#target?.texture?.data;
    if (!data || data.length !== width * height * RGBA_BYTES) {
      throw new RangeError(`Cannot read ${width}x${height} pixels: the texture has another size`);
    }
    heap.set(data, start);
  }

  /** Returns no fence: nothing here is asynchronous, and Emscripten would never free the table entry of a fence. */
  fenceSync(): null {
    return null;
  }
}

function isPicture(value: unknown): value is PictureSource {
  return typeof value === "object" && value !== null && "data" in value &&
    value.data instanceof Uint8Array;
}

/** The part of a canvas that MediaPipe uses. */
export interface TextureCanvas {
  width: number;
  height: number;
  addEventListener(): void;
  removeEventListener(): void;
  getContext(kind: string): TextureContext | null;
}

/** Makes a canvas with its own {@linkcode TextureContext}. */
export function textureCanvas(): TextureCanvas {
  const context = new TextureContext();
  return {
    width: 1,
    height: 1,
    addEventListener(): void {},
    removeEventListener(): void {},
    getContext: (kind) => kind === "webgl2" ? context : null,
  };
}
