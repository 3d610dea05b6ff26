package org.rationale.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may know what. */
class ArchitectureTest {

  private static final String ROOT = "org.rationale.";

  /** What each module may use of the others. */
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "kg", Set.of(),
          "perception", Set.of("kg"),
          "rules", Set.of("kg"),
          "reasoner", Set.of("kg", "perception", "rules"),
          "explanations", Set.of("kg", "perception", "rules", "reasoner"),
          "datasets", Set.of("kg", "perception", "rules", "reasoner"),
          "app", Set.of("kg", "perception", "rules", "reasoner", "explanations", "datasets"));

  /** The fewest classes of each module that these rules must have seen. */
  private static final Map<String, Integer> FLOORS =
      Map.of(
          "kg", 40,
          "perception", 40,
          "rules", 60,
          "reasoner", 50,
          "explanations", 40,
          "datasets", 5,
          "app", 15);

  /** Public types that no other package's code names, each with its reason. */
  private static final Map<String, String> USED_FROM_OUTSIDE =
      Map.of(
          "org.rationale.app.Main", "the launcher starts it",
          "org.rationale.rules.drl.Statement", "DRL rules match it",
          "org.rationale.rules.drl.Conclusions", "DRL rules conclude through it",
          "org.rationale.rules.drl.Literal", "DRL rules see and conclude such objects",
          "org.rationale.rules.jena.JenaRulesReader", "for those who have rules of Jena's",
          "org.rationale.rules.profile.Profile", "for those who have an ontology",
          "org.rationale.reasoner.Materialization", "for those whose facts come and go",
          "org.rationale.datasets.BreastFnaTraining",
              "whoever trains the bundled model anew starts it",
          "org.rationale.datasets.ChestXrayEvaluation",
              "whoever has the images starts it to measure the bundled model");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.rationale");

  static Set<String> modules() {
    return new TreeSet<>(ARROWS.keySet());
  }

  @Test
  void everyClassBelongsToAModule() {
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (JavaClass one : CLASSES) {
      seen.merge(module(one), 1, Integer::sum);
    }
    assertThat(seen.keySet()).containsExactlyInAnyOrderElementsOf(modules());
    assertThat(seen)
        .allSatisfy(
            (module, count) ->
                assertThat(count)
                    .as(module)
                    .isGreaterThanOrEqualTo(FLOORS.getOrDefault(module, 0)));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyWhatItsArrowsReach(String module) {
    List<String> forbidden = new ArrayList<>();
    for (String other : modules()) {
      if (!other.equals(module) && !ARROWS.getOrDefault(module, Set.of()).contains(other)) {
        forbidden.add(ROOT + other + "..");
      }
    }
    if (forbidden.isEmpty()) {
      assertThat(module).isEqualTo("app");
      return;
    }
    noClasses()
        .that()
        .resideInAPackage(ROOT + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .because("the arrows of the modules point one way")
        .check(CLASSES);
  }

  @Test
  void modulesHaveNoCycles() {
    slices().matching("org.rationale.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void readersOfRulesDoNotKnowEachOther() {
    slices().matching("org.rationale.rules.(*)..").should().notDependOnEachOther().check(CLASSES);
  }

  @Test
  void onlyPerceptionKnowsOnnx() {
    assertThat(usersOf("ai.onnxruntime")).containsExactly("org.rationale.perception");
  }

  @Test
  void onlyTheBridgeKnowsDrools() {
    assertThat(usersOf("org.drools", "org.kie")).containsExactly("org.rationale.rules.drl");
  }

  @Test
  void onlyReadersAndWritersKnowJackson() {
    assertThat(usersOf("com.fasterxml.jackson"))
        .containsExactlyInAnyOrder(
            "org.rationale.app",
            "org.rationale.datasets",
            "org.rationale.explanations",
            "org.rationale.explanations.certificate",
            "org.rationale.explanations.ledger",
            "org.rationale.explanations.report",
            "org.rationale.perception",
            "org.rationale.reasoner");
  }

  @ParameterizedTest
  @ValueSource(strings = {"checker", "certificate", "ledger"})
  void checkersDependOnTheJdkAndJacksonAlone(String checker) {
    String own = ROOT + "explanations." + checker;
    assertThat(CLASSES.stream().filter(c -> c.getPackageName().equals(own)).count())
        .isGreaterThanOrEqualTo(2);
    classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            own,
            ROOT + "explanations.certificate",
            "java..",
            "com.fasterxml.jackson..",
            "org.jspecify.annotations")
        .because("who checks must not have to trust the engine")
        .check(CLASSES);
  }

  @Test
  void whoChecksReportsNeedsTheCheckerOfCertificatesBeside() {
    String own = ROOT + "explanations.report";
    classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            own,
            ROOT + "explanations.certificate",
            ROOT + "explanations.checker",
            "java..",
            "com.fasterxml.jackson..",
            "org.jspecify.annotations")
        .because("who checks must not have to trust the engine")
        .check(CLASSES);
  }

  /** Comments, blank lines, imports and lone braces say nothing that could be wrong. */
  @Test
  void theCheckerCanBeReadInAnHour() throws IOException {
    Path folder = Path.of("../explanations/src/main/java/org/rationale/explanations/checker");
    int lines = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          String code = line.strip();
          boolean says =
              !code.isEmpty()
                  && !code.matches("(//|/?\\*|import |package ).*")
                  && !code.matches("[})]+[;,]?");
          lines += says ? 1 : 0;
        }
      }
    }
    assertThat(lines).isBetween(500, 800);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    assertThat(usersOf("picocli")).containsExactly("org.rationale.app");
  }

  @Test
  void publicSignaturesSpeakOfOurTypesAndRdfOnly() {
    int signatures = 0;
    List<String> leaks = new ArrayList<>();
    for (JavaClass one : CLASSES) {
      if (isVisible(one) && !one.getFullName().equals("org.rationale.rules.drl.Conclusions")) {
        for (JavaCodeUnit unit : one.getCodeUnits()) {
          if (isOpen(unit.getModifiers())) {
            signatures++;
            unit.getAllInvolvedRawTypes().stream()
                .filter(type -> !isVocabulary(type))
                .forEach(type -> leaks.add(unit.getFullName() + ": " + type.getName()));
          }
        }
        for (JavaField field : one.getFields()) {
          if (isOpen(field.getModifiers()) && !isVocabulary(field.getRawType())) {
            leaks.add(field.getFullName());
          }
        }
      }
    }
    assertThat(leaks).isEmpty();
    assertThat(signatures).isGreaterThan(200);
  }

  @Test
  void whatIsPublicIsUsedByAnotherPackageOrHasAReason() {
    int visible = 0;
    List<String> idle = new ArrayList<>();
    for (JavaClass one : CLASSES) {
      if (one.isTopLevelClass() && one.getModifiers().contains(JavaModifier.PUBLIC)) {
        visible++;
        boolean used =
            one.getDirectDependenciesToSelf().stream()
                .anyMatch(
                    dependency ->
                        !dependency.getOriginClass().getPackageName().equals(one.getPackageName()));
        if (!used && !isPartOfAnotherPublicType(one)) {
          idle.add(one.getFullName());
        }
      }
    }
    assertThat(idle).isSubsetOf(USED_FROM_OUTSIDE.keySet());
    assertThat(visible).isGreaterThan(50);
  }

  @Test
  void namesSayWhatAClassIs() {
    classes()
        .should()
        .haveNameNotMatching(".*(Util|Utils|Manager|Impl|Helper)")
        .because("such a name says nothing")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    TreeSet<String> packages = new TreeSet<>();
    for (JavaClass one : CLASSES) {
      JavaPackage where = one.getPackage();
      packages.add(where.getName());
      assertThat(where.isAnnotatedWith(NullMarked.class)).as(where.getName()).isTrue();
    }
    assertThat(packages).hasSizeGreaterThanOrEqualTo(9);
  }

  private static String module(JavaClass one) {
    return one.getPackageName().substring(ROOT.length()).replaceFirst("\\..*", "");
  }

  /** Our packages whose classes use foreign packages that start so. */
  private static Set<String> usersOf(String... foreign) {
    Set<String> users = new TreeSet<>();
    for (JavaClass one : CLASSES) {
      boolean uses =
          one.getDirectDependenciesFromSelf().stream()
              .map(dependency -> dependency.getTargetClass().getBaseComponentType())
              .anyMatch(target -> List.of(foreign).stream().anyMatch(target.getName()::startsWith));
      if (uses) {
        users.add(one.getPackageName());
      }
    }
    return users;
  }

  private static boolean isVisible(JavaClass one) {
    return isOpen(one.getModifiers())
        && one.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isOpen(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean isVocabulary(JavaClass type) {
    JavaClass element = type.getBaseComponentType();
    return element.isPrimitive()
        || element.getName().startsWith("java.")
        || element.getName().startsWith("org.rationale.")
        || element.getName().startsWith("org.apache.jena.");
  }

  /** Whether users of another public type of the package meet it there. */
  private static boolean isPartOfAnotherPublicType(JavaClass one) {
    return one.getDirectDependenciesToSelf().stream()
        .map(dependency -> dependency.getOriginClass())
        .filter(origin -> !origin.equals(one) && isVisible(origin))
        .flatMap(origin -> origin.getCodeUnits().stream())
        .filter(unit -> isOpen(unit.getModifiers()))
        .anyMatch(unit -> unit.getAllInvolvedRawTypes().contains(one));
  }
}
