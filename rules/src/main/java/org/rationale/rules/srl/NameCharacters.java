package org.rationale.rules.srl;

/** The characters of SPARQL's names (SPARQL 1.2, section 19.8), as code points. */
final class NameCharacters {

  private NameCharacters() {}

  /** {@code PN_CHARS_BASE}. */
  static boolean isBase(int c) {
    if (c < 0x80) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return (c >= 0xC0 && c <= 0x2FF && c != 0xD7 && c != 0xF7)
        || (c >= 0x370 && c <= 0x1FFF && c != 0x37E)
        || c == 0x200C
        || c == 0x200D
        || (c >= 0x2070 && c <= 0x218F)
        || (c >= 0x2C00 && c <= 0x2FEF)
        || (c >= 0x3001 && c <= 0xD7FF)
        || (c >= 0xF900 && c <= 0xFDCF)
        || (c >= 0xFDF0 && c <= 0xFFFD)
        || (c >= 0x10000 && c <= 0xEFFFF);
  }

  /** {@code PN_CHARS_U}. */
  static boolean isStart(int c) {
    return c == '_' || isBase(c);
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** What a variable goes on with. */
  static boolean isVariablePart(int c) {
    return isStart(c)
        || isDigit(c)
        || c == 0xB7
        || (c >= 0x300 && c <= 0x36F)
        || c == 0x203F
        || c == 0x2040;
  }

  /** {@code PN_CHARS}. */
  static boolean isPart(int c) {
    return c == '-' || isVariablePart(c);
  }

  static boolean isHex(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** What may follow a backslash in a local name. */
  static boolean isEscapable(int c) {
    return c > 0 && "_~.-!$&'()*+,;=/?#@%".indexOf(c) >= 0;
  }

  /** What stands between the angle brackets of an IRI. */
  static boolean isOfIri(int c) {
    return c > ' ' && "<>\"{}|^`".indexOf(c) < 0;
  }
}
