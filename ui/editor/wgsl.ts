import { LanguageSupport, StreamLanguage } from "@codemirror/language";

const KEYWORDS = new Set(
  ("alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let " +
    "loop override requires return struct switch true var while").split(" "),
);
const TYPE = /^(?:bool|[fiu](?:16|32)|vec[234][fiuh]?|mat[234]x[234][fh]?|array|atomic|ptr|texture_\w+|sampler)$/;

/** WGSL, enough of it to colour generated shaders. */
export const wgsl = (): LanguageSupport =>
  new LanguageSupport(StreamLanguage.define<{ inComment: boolean }>({
    name: "wgsl",
    startState: () => ({ inComment: false }),
    token(stream, state) {
      if (state.inComment || stream.match("/*")) {
        state.inComment = !stream.match(/^.*?\*\//);
        if (state.inComment) stream.skipToEnd();
        return "comment";
      }
      if (stream.eatSpace()) return null;
      if (stream.match("//")) {
        stream.skipToEnd();
        return "comment";
      }
      if (stream.match(/^@\w+/)) return "meta";
      if (
        stream.match(
          /^(?:0[xX][\da-fA-F]+(?:\.[\da-fA-F]*)?(?:[pP][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fhiu]?/,
        )
      ) {
        return "number";
      }
      if (stream.match(/^[A-Za-z_]\w*/)) {
        const word = stream.current();
        if (KEYWORDS.has(word)) return "keyword";
        if (TYPE.test(word)) return "typeName";
        return stream.peek() === "(" ? "variableName.function" : "variableName";
      }
      stream.next();
      return "operator";
    },
  }));
