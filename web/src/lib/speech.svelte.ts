/** The browser's own speech: recognition to dictate, synthesis to read aloud. Off until the person turns it on. */
import { remembered } from "./remembered.svelte";

interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  start(): void;
  stop(): void;
  abort(): void;
}
interface RecognitionEvent extends Event {
  resultIndex: number;
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}
type Recognizer = new () => Recognition;

const scope = window as unknown as { SpeechRecognition?: Recognizer; webkitSpeechRecognition?: Recognizer };
const Recognizer = scope.SpeechRecognition ?? scope.webkitSpeechRecognition;
const TAGS = { ko: "ko-KR", en: "en-US" } as const;

export const canDictate = Recognizer !== undefined;
export const canSpeak = "speechSynthesis" in window;
export const speech = remembered("speech", false);

let listening = $state.raw<Recognition | null>(null);

export const dictation = {
  get listening(): boolean {
    return listening !== null;
  },
  /** Begin to listen; each finished phrase is handed to `heard`. */
  start(language: "ko" | "en", heard: (text: string) => void): void {
    if (!Recognizer) return;
    const recognition = new Recognizer();
    recognition.lang = TAGS[language];
    recognition.continuous = true;
    recognition.interimResults = false;
    recognition.addEventListener("result", (event) => {
      const { results, resultIndex } = event as RecognitionEvent;
      for (let index = resultIndex; index < results.length; index += 1) {
        const result = results[index];
        if (result?.isFinal && result[0]) heard(result[0].transcript.trim());
      }
    });
    recognition.addEventListener("end", () => {
      if (listening === recognition) listening = null;
    });
    recognition.start();
    listening = recognition;
  },
  /** Listen no longer; what was said until now is still handed over. */
  stop(): void {
    listening?.stop();
  },
};

/** Read a text aloud, instead of what is being read. */
export function speak(text: string, language: "ko" | "en"): void {
  speechSynthesis.cancel();
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = TAGS[language];
  speechSynthesis.speak(utterance);
}

/** Stop reading aloud and listening, at once: what was said and is not written yet belongs to what is over. */
export function hush(): void {
  if (canSpeak) speechSynthesis.cancel();
  listening?.abort();
  listening = null;
}
