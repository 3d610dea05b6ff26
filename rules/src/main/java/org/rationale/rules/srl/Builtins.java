package org.rationale.rules.srl;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.jena.sparql.expr.*;

/** SPARQL's built-in functions by their names in capitals, as far as SRL has them. */
final class Builtins {

  /**
   * A function.
   *
   * @param minimum how many arguments it takes at least
   * @param maximum how many it takes at most
   */
  record Builtin(int minimum, int maximum, Function<List<Expr>, Expr> maker) {

    Expr call(List<Expr> arguments) {
      return maker.apply(arguments);
    }
  }

  /** SPARQL's functions that SRL leaves out. */
  private static final Set<String> NOT_IN_SRL =
      Set.of(
          "EXISTS",
          "BOUND",
          "COALESCE",
          "COUNT",
          "SUM",
          "MIN",
          "MAX",
          "AVG",
          "SAMPLE",
          "GROUP_CONCAT");

  private static final Map<String, Builtin> BUILTINS = new HashMap<>();

  static {
    none("NOW", E_Now::new);
    none("RAND", E_Random::new);
    none("UUID", E_UUID::new);
    none("STRUUID", E_StrUUID::new);

    one("STR", E_Str::new);
    one("LANG", E_Lang::new);
    one("LANGDIR", E_LangDir::new);
    one("DATATYPE", E_Datatype::new);
    one("ABS", E_NumAbs::new);
    one("CEIL", E_NumCeiling::new);
    one("FLOOR", E_NumFloor::new);
    one("ROUND", E_NumRound::new);
    one("STRLEN", E_StrLength::new);
    one("UCASE", E_StrUpperCase::new);
    one("LCASE", E_StrLowerCase::new);
    one("ENCODE_FOR_URI", E_StrEncodeForURI::new);
    one("YEAR", E_DateTimeYear::new);
    one("MONTH", E_DateTimeMonth::new);
    one("DAY", E_DateTimeDay::new);
    one("HOURS", E_DateTimeHours::new);
    one("MINUTES", E_DateTimeMinutes::new);
    one("SECONDS", E_DateTimeSeconds::new);
    one("TIMEZONE", E_DateTimeTimezone::new);
    one("TZ", E_DateTimeTZ::new);
    one("MD5", E_MD5::new);
    one("SHA1", E_SHA1::new);
    one("SHA256", E_SHA256::new);
    one("SHA384", E_SHA384::new);
    one("SHA512", E_SHA512::new);
    one("ISIRI", E_IsIRI::new);
    one("ISURI", E_IsURI::new);
    one("ISBLANK", E_IsBlank::new);
    one("ISLITERAL", E_IsLiteral::new);
    one("ISNUMERIC", E_IsNumeric::new);
    one("ISTRIPLE", E_IsTriple::new);
    one("HASLANG", E_HasLang::new);
    one("HASLANGDIR", E_HasLangDir::new);
    one("SUBJECT", E_TripleSubject::new);
    one("PREDICATE", E_TriplePredicate::new);
    one("OBJECT", E_TripleObject::new);

    two("LANGMATCHES", E_LangMatches::new);
    two("CONTAINS", E_StrContains::new);
    two("STRSTARTS", E_StrStartsWith::new);
    two("STRENDS", E_StrEndsWith::new);
    two("STRBEFORE", E_StrBefore::new);
    two("STRAFTER", E_StrAfter::new);
    two("STRLANG", E_StrLang::new);
    two("STRDT", E_StrDatatype::new);
    two("SAMETERM", E_SameTerm::new);
    two("SAMEVALUE", E_SameValue::new);

    some("IF", 3, 3, a -> new E_If(a.get(0), a.get(1), a.get(2)));
    some("TRIPLE", 3, 3, a -> new E_TripleFn(a.get(0), a.get(1), a.get(2)));
    some("STRLANGDIR", 3, 3, a -> new E_StrLangDir(a.get(0), a.get(1), a.get(2)));
    some("BNODE", 0, 1, a -> a.isEmpty() ? E_BNode.create() : E_BNode.create(a.getFirst()));
    some("CONCAT", 0, Integer.MAX_VALUE, a -> new E_StrConcat(new ExprList(a)));
    some("SUBSTR", 2, 3, a -> new E_StrSubstring(a.get(0), a.get(1), last(a, 3)));
    some("REGEX", 2, 3, a -> new E_Regex(a.get(0), a.get(1), last(a, 3)));
    some("REPLACE", 3, 4, a -> new E_StrReplace(a.get(0), a.get(1), a.get(2), last(a, 4)));
  }

  private Builtins() {}

  private static void none(String name, Supplier<Expr> maker) {
    some(name, 0, 0, arguments -> maker.get());
  }

  private static void one(String name, UnaryOperator<Expr> maker) {
    some(name, 1, 1, arguments -> maker.apply(arguments.getFirst()));
  }

  private static void two(String name, BinaryOperator<Expr> maker) {
    some(name, 2, 2, arguments -> maker.apply(arguments.get(0), arguments.get(1)));
  }

  private static void some(String name, int least, int most, Function<List<Expr>, Expr> maker) {
    BUILTINS.put(name, new Builtin(least, most, maker));
  }

  /** ARQ's form for an optional argument that is not there. */
  @SuppressWarnings("NullAway") // ARQ's constructors take null for it.
  private static Expr last(List<Expr> arguments, int size) {
    return arguments.size() < size ? null : arguments.getLast();
  }

  /**
   * The function of a name in any case.
   *
   * @param base what {@code IRI} resolves against
   */
  static Optional<Builtin> of(String name, String base) {
    String capitals = name.toUpperCase(Locale.ROOT);
    return switch (capitals) {
      case "IRI" -> Optional.of(new Builtin(1, 1, a -> new E_IRI(base, a.getFirst())));
      case "URI" -> Optional.of(new Builtin(1, 1, a -> new E_URI(base, a.getFirst())));
      default -> Optional.ofNullable(BUILTINS.get(capitals));
    };
  }

  static boolean isLeftOut(Token token) {
    return token.kind() == Token.Kind.WORD && NOT_IN_SRL.contains(token.upperCase());
  }
}
