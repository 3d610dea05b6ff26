package org.rationale.rules.srl;

import java.util.Optional;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.datatypes.TypeMapper;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.TextDirection;
import org.apache.jena.vocabulary.RDF;

/**
 * What IRIs and literals stand for. Those that cannot be read are reported, and become one term.
 */
final class Terms {

  /** Stands for what was reported. */
  static final Node UNREADABLE = NodeFactory.createURI("urn:unreadable");

  private final SourceText source;
  private final Names names;

  Terms(SourceText source, Names names) {
    this.source = source;
    this.names = names;
  }

  Names names() {
    return names;
  }

  /** Whether it stands for a name that was reported. */
  boolean isUnreadable(Node node) {
    return node.equals(UNREADABLE);
  }

  /** Of an IRI in angle brackets or a prefixed name. */
  Node iri(Token token) {
    Node known = names.known().get(token.text());
    if (known != null) {
      return known;
    }
    Optional<String> iri =
        token.kind() == Token.Kind.PREFIXED_NAME ? expanded(token) : resolved(token);
    if (iri.isEmpty()) {
      return UNREADABLE;
    }
    Node node = NodeFactory.createURI(iri.get());
    names.known().put(token.text(), node);
    return node;
  }

  private Optional<String> expanded(Token token) {
    int colon = token.text().indexOf(':');
    String prefix = token.text().substring(0, colon);
    Optional<String> namespace = names.namespace(prefix);
    if (namespace.isEmpty()) {
      source.report(
          "unknown-prefix",
          token.start(),
          "The prefix [%s:] is not declared.".formatted(Token.shown(prefix)),
          "Declare it above: PREFIX %s: <...>".formatted(Token.shown(prefix)));
    }
    return namespace.map(start -> start + local(token.text().substring(colon + 1)));
  }

  private static String local(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder local = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      }
      local.append(text.charAt(i));
    }
    return local.toString();
  }

  /** Of an IRI in angle brackets; empty if it is unusable, which is reported. */
  Optional<String> resolved(Token token) {
    String written = unescaped(token, 1, false);
    Optional<String> iri =
        written.codePoints().allMatch(NameCharacters::isOfIri)
            ? names.resolve(written)
            : Optional.empty();
    if (iri.isEmpty()) {
      source.report(
          "unusable-iri",
          token.start(),
          "The IRI [%s] is malformed, or relative while no base is known.".formatted(token.shown()),
          "Write it in full, or declare BASE <...>.");
    }
    return iri;
  }

  /** An IRI in angle brackets as written, escapes apart. */
  String unresolved(Token token) {
    return unescaped(token, 1, false);
  }

  static Node number(String text) {
    XSDDatatype type =
        text.indexOf('e') >= 0 || text.indexOf('E') >= 0
            ? XSDDatatype.XSDdouble
            : text.indexOf('.') >= 0 ? XSDDatatype.XSDdecimal : XSDDatatype.XSDinteger;
    return NodeFactory.createLiteralDT(text, type);
  }

  /** What a string says. */
  String string(Token token) {
    String text = token.text();
    boolean isLong =
        text.length() >= 6 && text.charAt(1) == text.charAt(0) && text.charAt(2) == text.charAt(0);
    return unescaped(token, isLong ? 3 : 1, true);
  }

  Node withLanguage(Token string, Token language) {
    String tag = language.text().substring(1);
    int dashes = tag.indexOf("--");
    String direction = dashes < 0 ? "" : tag.substring(dashes + 2);
    String plain = dashes < 0 ? tag : tag.substring(0, dashes);
    boolean isWellFormed =
        !plain.endsWith("-") && (dashes < 0 || TextDirection.createOrNull(direction) != null);
    if (!isWellFormed) {
      source.report(
          "syntax",
          language.start(),
          "The language tag [%s] is malformed.".formatted(language.shown()),
          "Write @en or @en-GB; a direction is --ltr or --rtl.");
      return UNREADABLE;
    }
    return dashes < 0
        ? NodeFactory.createLiteralLang(string(string), plain)
        : NodeFactory.createLiteralDirLang(string(string), plain, TextDirection.create(direction));
  }

  Node withDatatype(Token string, Token datatype) {
    Node type = iri(datatype);
    if (type.equals(RDF.Nodes.langString) || type.equals(RDF.Nodes.dirLangString)) {
      source.report(
          "syntax",
          datatype.start(),
          "A string of the datatype [%s] needs a language.".formatted(datatype.shown()),
          "Write its language tag in place of the datatype: \"...\"@en.");
      return UNREADABLE;
    }
    RDFDatatype known = TypeMapper.getInstance().getSafeTypeByName(type.getURI());
    return NodeFactory.createLiteralDT(string(string), known);
  }

  Node plain(Token string) {
    return NodeFactory.createLiteralString(string(string));
  }

  /**
   * The text between quotes.
   *
   * @param quotes how many characters they have
   * @param isString whether it has a string's escapes beside those of code points
   */
  private String unescaped(Token token, int quotes, boolean isString) {
    String text = token.text();
    int end = text.length() - quotes;
    int next = text.indexOf('\\', quotes);
    if (next < 0) {
      return text.substring(quotes, end);
    }
    StringBuilder result = new StringBuilder(end);
    int copied = quotes;
    while (next >= 0 && next < end) {
      result.append(text, copied, next);
      char kind = text.charAt(next + 1);
      int simple = isString ? "tbnrf\"'\\".indexOf(kind) : -1;
      if (simple >= 0) {
        result.append("\t\b\n\r\f\"'\\".charAt(simple));
        copied = next + 2;
      } else {
        int length = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        int codePoint = codePoint(text, next + 2, Math.min(next + 2 + length, end));
        if (length == 0 || codePoint < 0 || next + 2 + length > end) {
          badEscape(token, next, end, length);
          return "";
        }
        result.appendCodePoint(codePoint);
        copied = next + 2 + length;
      }
      next = text.indexOf('\\', copied);
    }
    return result.append(text, copied, end).toString();
  }

  /** The character with a hexadecimal number, or -1 where it is none. */
  private static int codePoint(String text, int start, int end) {
    long value = 0;
    for (int i = start; i < end; i++) {
      if (!NameCharacters.isHex(text.charAt(i))) {
        return -1;
      }
      value = value * 16 + Character.digit(text.charAt(i), 16);
    }
    boolean isCharacter =
        value <= Character.MAX_CODE_POINT
            && !(value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE);
    return isCharacter ? (int) value : -1;
  }

  private void badEscape(Token token, int at, int end, int length) {
    source.report(
        "bad-escape",
        token.start() + at,
        "The escape [%s] stands for no character."
            .formatted(Token.shown(token.text().substring(at, Math.min(at + 2 + length, end)))),
        "Write \\\\ for a backslash, \\uXXXX or \\UXXXXXXXX for a character by its number.");
  }
}
