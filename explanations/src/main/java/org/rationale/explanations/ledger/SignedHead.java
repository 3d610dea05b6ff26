package org.rationale.explanations.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;

/**
 * A tree head: how many entries there are and the root of their hashes.
 *
 * @param key the fingerprint of the key that signed it
 * @param signature Ed25519 of the head without it, in base 64
 * @param time when it was signed, as in ISO 8601
 */
record SignedHead(String key, String root, String signature, long size, String time) {

  private static final int MOST_BYTES = 10_000;

  static SignedHead sign(MerkleTree tree, String time, KeyPair keys) {
    String key = LedgerKeys.fingerprint(keys.getPublic());
    SignedHead unsigned = new SignedHead(key, tree.root(), "", tree.size(), time);
    String signature = LedgerKeys.sign(unsigned.bytes(), keys.getPrivate());
    return new SignedHead(key, tree.root(), signature, tree.size(), time);
  }

  byte[] bytes() {
    return (LedgerJson.write(this) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  boolean isSignedBy(PublicKey publicKey) {
    SignedHead unsigned = new SignedHead(key, root, "", size, time);
    return key.equals(LedgerKeys.fingerprint(publicKey))
        && LedgerKeys.isSigned(unsigned.bytes(), signature, publicKey);
  }

  static SignedHead read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new LedgerException(file + " is too long for the head of a ledger.");
    }
    try {
      return LedgerJson.read(Files.readAllBytes(file), SignedHead.class);
    } catch (JsonProcessingException e) {
      throw new LedgerException(file + " is no head of a ledger.", e);
    }
  }
}
