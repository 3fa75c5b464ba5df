// Recording in the browser, where it lets us; files can be chosen without this.
"use strict";
(() => {
  const RATE = 48000, LONGEST_S = 600, LOUD_DB = -3, QUIET_DB = -40;
  if (!(window.isSecureContext && navigator.mediaDevices && window.AudioWorkletNode)) {
    document.getElementById("no-microphone").hidden = false;
    return;
  }
  let now = null; // the one recording that is being made
  let busy = false; // a second tap while a microphone is being opened or closed does nothing

  const wav = (pieces, frames) => {
    const out = new DataView(new ArrayBuffer(44 + frames * 2));
    const word = (at, text) => [...text].forEach((c, n) => out.setUint8(at + n, c.charCodeAt(0)));
    word(0, "RIFF"); out.setUint32(4, 36 + frames * 2, true); word(8, "WAVEfmt ");
    out.setUint32(16, 16, true); out.setUint16(20, 1, true); out.setUint16(22, 1, true);
    out.setUint32(24, RATE, true); out.setUint32(28, RATE * 2, true);
    out.setUint16(32, 2, true); out.setUint16(34, 16, true);
    word(36, "data"); out.setUint32(40, frames * 2, true);
    let at = 44;
    for (const piece of pieces) for (const sample of piece) {
      out.setInt16(at, Math.max(-32768, Math.min(32767, Math.round(sample * 32767))), true);
      at += 2;
    }
    return new Blob([out.buffer], { type: "audio/wav" });
  };

  const told = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  const stop = async () => {
    const made = now;
    if (!made) return;
    now = null;
    made.tracks.forEach((track) => track.stop());
    await made.context.close();
    made.button.textContent = "Ghi lại";
    const sound = wav(made.pieces, made.frames), given = new DataTransfer();
    given.items.add(new File([sound], "ghi-am.wav", { type: "audio/wav" }));
    made.file.files = given.files;
    made.audio.src = URL.createObjectURL(sound);
    made.audio.hidden = false;
    const peak = made.peak > 0 ? 20 * Math.log10(made.peak) : -99;
    made.status.textContent = `${told(made.frames / RATE)}. ` + (peak > LOUD_DB ? "Quá to: hãy lùi xa micro rồi ghi lại."
      : peak < QUIET_DB ? "Quá nhỏ: hãy nói gần micro hơn rồi ghi lại." : "Mức tiếng tốt. Nghe lại rồi gửi.");
  };

  const start = async (row, button) => {
    const status = row.querySelector("[role=status]"), meter = row.querySelector("meter");
    let stream = null;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: false, autoGainControl: false, noiseSuppression: false },
      });
      const context = new AudioContext({ sampleRate: RATE });
      await context.audioWorklet.addModule(new URL("recording-worklet.js", script).href);
      const node = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
      now = { row, button, context, status, tracks: stream.getTracks(), pieces: [], frames: 0, peak: 0,
              file: row.querySelector("input[type=file]"), audio: row.querySelector("audio") };
      node.port.onmessage = ({ data }) => {
        if (!now || now.context !== context) return;
        now.pieces.push(data);
        now.frames += data.length;
        let peak = 0;
        for (const sample of data) peak = Math.max(peak, Math.abs(sample));
        now.peak = Math.max(now.peak, peak);
        meter.value = peak > 0 ? 20 * Math.log10(peak) : -60;
        status.textContent = told(now.frames / RATE);
        if (now.frames >= LONGEST_S * RATE) stop();
      };
      context.createMediaStreamSource(stream).connect(node);
      button.textContent = "Dừng";
    } catch {
      stream?.getTracks().forEach((track) => track.stop());
      status.textContent = "Không mở được micro. Hãy cho phép trang này dùng micro, hoặc chọn tệp.";
    }
  };

  const script = document.currentScript ? document.currentScript.src : document.querySelector("script[src*='recording.js']").src;
  for (const row of document.querySelectorAll(".recording")) {
    const take = row.querySelector(".take"), button = take.querySelector("button");
    take.hidden = false;
    button.addEventListener("click", async () => {
      if (busy) return;
      busy = true;
      const mine = now && now.button === button;
      await stop();
      if (!mine) await start(row, button);
      busy = false;
    });
  }
  document.getElementById("recordings").addEventListener("submit", (event) => {
    if (now) { event.preventDefault(); stop(); }
  });
})();
