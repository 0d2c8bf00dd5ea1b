/**
 * The script of the preview page, as text, so that it loads from wherever this module comes from. It asks for a frame, draws
 * it and asks for the next: a slow or hidden page gets fewer frames.
 *
 * @module
 */
export const CLIENT_SCRIPT = /* js */ `"use strict";
const canvas = document.querySelector("canvas");
const line = document.querySelector("#line");
const notice = document.querySelector("#notice");
let draw = null;
let shape = null;
let times = [];

function connect() {
  const socket = new WebSocket(location.href.replace(/^http/, "ws") + "frames");
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") {
      const said = JSON.parse(data);
      if (said.mask) showMask(said.mask, (change) => socket.send(JSON.stringify({ mask: change })));
      if (said.refused) line.textContent = said.refused;
      if (!said.width) return;
      shape = said;
      canvas.width = shape.width;
      canvas.height = shape.height;
      canvas.style.aspectRatio = shape.width + " / " + shape.height;
      draw = draw || glPainter(canvas, shape) || flatPainter(canvas, shape);
      socket.send("next");
      return;
    }
    requestAnimationFrame((now) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      draw(new Uint8Array(data));
      document.body.className = "live";
      times = times.filter((time) => now - time < 1000);
      times.push(now);
      line.textContent = shape.width + " \\u00d7 " + shape.height + "  \\u00b7  " + times.length + " fps";
      socket.send("next");
    });
  };
  socket.onclose = () => {
    document.body.className = "gone";
    line.textContent = "disconnected";
    notice.textContent = "Scrim has stopped. Start it again and open the address that it prints.";
    setTimeout(connect, 1000);
  };
}

// Offset and factors of Y, U, V for red, green and blue in 0..1.
function equations(shape) {
  const [kr, kb] = shape.matrix === "bt709" ? [0.2126, 0.0722] : [0.299, 0.114];
  const kg = 1 - kr - kb;
  const full = shape.range === "full";
  const chroma = full ? 1 : 255 / 224;
  return {
    black: full ? 0 : 16 / 255,
    luma: full ? 1 : 255 / 219,
    red: 2 * (1 - kr) * chroma,
    blue: 2 * (1 - kb) * chroma,
    greenU: -2 * (1 - kb) * kb / kg * chroma,
    greenV: -2 * (1 - kr) * kr / kg * chroma,
  };
}

function planes(shape) {
  const [w, h] = [shape.width, shape.height];
  const [cw, ch] = [(w + 1) >> 1, (h + 1) >> 1];
  return [[0, w, h], [w * h, cw, ch], [w * h + cw * ch, cw, ch]];
}

function glPainter(canvas, shape) {
  const gl = canvas.getContext("webgl", { alpha: false, antialias: false });
  if (!gl) return null;
  const program = gl.createProgram();
  const add = (kind, source) => {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  };
  add(gl.VERTEX_SHADER, [
    "attribute vec2 corner; varying vec2 at;",
    "void main() { at = vec2(corner.x, 1.0 - corner.y); gl_Position = vec4(corner * 2.0 - 1.0, 0, 1); }",
  ].join("\\n"));
  add(gl.FRAGMENT_SHADER, [
    "precision highp float; varying vec2 at; uniform sampler2D p0, p1, p2;",
    "uniform vec2 half_size; uniform vec2 luma; uniform vec4 chroma;",
    "void main() {",
    "  float y = (texture2D(p0, at).r - luma.x) * luma.y;",
    "  float u = texture2D(p1, at * half_size).r - 128.0 / 255.0;",
    "  float v = texture2D(p2, at * half_size).r - 128.0 / 255.0;",
    "  gl_FragColor = vec4(y + chroma.x * v, y + chroma.z * u + chroma.w * v, y + chroma.y * u, 1);",
    "}",
  ].join("\\n"));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null;
  gl.useProgram(program);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
  const corner = gl.getAttribLocation(program, "corner");
  gl.enableVertexAttribArray(corner);
  gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
  const place = (name) => gl.getUniformLocation(program, name);
  const e = equations(shape);
  gl.uniform2f(place("luma"), e.black, e.luma);
  gl.uniform4f(place("chroma"), e.red, e.blue, e.greenU, e.greenV);
  // An odd picture has half a chroma pixel more than it shows.
  const [, cw, ch] = planes(shape)[1];
  gl.uniform2f(place("half_size"), shape.width / 2 / cw, shape.height / 2 / ch);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  planes(shape).forEach((plane, i) => {
    gl.activeTexture(gl.TEXTURE0 + i);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    const filter = i === 0 ? gl.NEAREST : gl.LINEAR;
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.uniform1i(place("p" + i), i);
  });
  canvas.addEventListener("webglcontextlost", () => location.reload());
  canvas.dataset.painter = "webgl";
  return (bytes) => {
    gl.viewport(0, 0, canvas.width, canvas.height);
    planes(shape).forEach(([start, w, h], i) => {
      gl.activeTexture(gl.TEXTURE0 + i);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.LUMINANCE, w, h, 0, gl.LUMINANCE, gl.UNSIGNED_BYTE,
        bytes.subarray(start, start + w * h));
    });
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  };
}

function flatPainter(canvas, shape) {
  const context = canvas.getContext("2d", { alpha: false });
  const image = context.createImageData(shape.width, shape.height);
  const out = image.data.fill(255);
  const e = equations(shape);
  const [[, w, h], [u0, cw], [v0]] = planes(shape);
  canvas.dataset.painter = "2d";
  return (bytes) => {
    for (let row = 0, at = 0; row < h; row++) {
      for (let column = 0; column < w; column++, at += 4) {
        const half = (row >> 1) * cw + (column >> 1);
        const y = (bytes[row * w + column] - e.black * 255) * e.luma;
        const u = bytes[u0 + half] - 128;
        const v = bytes[v0 + half] - 128;
        out[at] = y + e.red * v;
        out[at + 1] = y + e.greenU * u + e.greenV * v;
        out[at + 2] = y + e.blue * u;
      }
    }
    context.putImageData(image, 0, 0);
  };
}

`;
