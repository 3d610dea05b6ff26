package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code PREFIX}, {@code BASE}, {@code VERSION} and {@code IMPORTS}. */
final class Declarations {

  /**
   * An {@code IMPORTS}.
   *
   * @param offset where it stands
   * @param iri as written, or what a prefixed name stands for
   * @param base the base in force there
   */
  record Import(int offset, String iri, Optional<String> base) {}

  private final SourceText source;
  private final TokenStream tokens;
  private final Terms terms;
  private final List<Import> imports = new ArrayList<>();
  private final Map<String, String> prefixes = new LinkedHashMap<>();

  Declarations(SourceText source, TokenStream tokens, Terms terms) {
    this.source = source;
    this.tokens = tokens;
    this.terms = terms;
  }

  List<Import> imports() {
    return imports;
  }

  Map<String, String> prefixes() {
    return prefixes;
  }

  void prefix() {
    tokens.next();
    Token name = tokens.next();
    Token iri = tokens.peek();
    boolean isWellFormed =
        name.kind() == Token.Kind.PREFIXED_NAME
            && name.text().indexOf(':') == name.text().length() - 1
            && iri.kind() == Token.Kind.IRI;
    if (!isWellFormed) {
      throw malformed(name, "PREFIX name: <...>");
    }
    tokens.next();
    String prefix = name.text().substring(0, name.text().length() - 1);
    Optional<String> namespace = terms.resolved(iri);
    if (namespace.isEmpty()) {
      return;
    }
    if (!terms.names().setPrefix(prefix, namespace.get())) {
      throw malformed(name, "PREFIX name: <...>");
    }
    prefixes.put(prefix, namespace.get());
  }

  void base() {
    tokens.next();
    Token iri = tokens.peek();
    if (iri.kind() != Token.Kind.IRI) {
      throw malformed(iri, "BASE <...>");
    }
    tokens.next();
    terms.resolved(iri).ifPresent(terms.names()::setBase);
  }

  void version() {
    tokens.next();
    Token version = tokens.peek();
    if (version.kind() != Token.Kind.STRING) {
      throw malformed(version, "VERSION \"1.2\"");
    }
    tokens.next();
  }

  void imports(Token keyword) {
    tokens.next();
    Token token = tokens.peek();
    if (!token.isIri()) {
      throw malformed(token, keyword.upperCase() + " <...>");
    }
    tokens.next();
    String iri =
        token.kind() == Token.Kind.IRI ? terms.unresolved(token) : terms.iri(token).getURI();
    if (!iri.equals(Terms.UNREADABLE.getURI())) {
      imports.add(new Import(token.start(), iri, terms.names().base()));
    }
  }

  /** Reports it. */
  TokenStream.Stop malformed(Token at, String form) {
    source.report(
        "syntax",
        at.start(),
        at.kind() == Token.Kind.END
            ? "The text ends within a statement."
            : "[%s] is unexpected here.".formatted(at.shown()),
        "Write " + form);
    return new TokenStream.Stop();
  }
}
