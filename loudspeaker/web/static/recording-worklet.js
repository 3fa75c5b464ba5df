// Hands on what the microphone gives, a tenth of a second at a time.
class Recorder extends AudioWorkletProcessor {
  constructor() {
    super();
    this.kept = new Float32Array(4800);
    this.count = 0;
  }

  process([input]) {
    for (const sample of input[0] ?? []) {
      this.kept[this.count++] = sample;
      if (this.count === this.kept.length) {
        this.port.postMessage(this.kept.slice());
        this.count = 0;
      }
    }
    return true;
  }
}
registerProcessor("recorder", Recorder);
