import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { sha256 } from "../../compute/jit/sha256.ts";

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

Deno.test("SHA-256 gives the digests of FIPS 180-4's examples", () => {
  const of = (text: string) => hex(sha256(new TextEncoder().encode(text)));
  assertEquals(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assertEquals(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assertEquals(
    of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

Deno.test("SHA-256 gives Web Crypto's digest of any bytes, however they are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(300), async (bytes, cut) => {
      const expected = await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes));
      assertEquals(hex(sha256(bytes.slice(0, cut), bytes.slice(cut))), hex(new Uint8Array(expected)));
    }),
  );
});
