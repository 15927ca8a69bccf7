// The Android archive (AAR). Written and not built here: the project's machines have no Android SDK and no NDK. What is
// built and tested here is the same Kotlin on a JVM, by ../pom.xml.
//
// Before: the library for each ABI under src/main/jniLibs, and the generated sources under generated; docs/mobile.md
// has the commands.
plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.20"
    id("maven-publish")
}

group = "lawful"
version = "0.1.0"

android {
    namespace = "lawful"
    compileSdk = 36
    // The first NDK whose linker aligns to 16 KiB by itself; build.rs of the library asks for it in any case.
    ndkVersion = "28.2.13676358"

    defaultConfig {
        // The first with java.time.
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }

    sourceSets["main"].kotlin.srcDirs("../src/main/kotlin", "generated")

    // Not compressed in the APK, so that it is loaded from there, aligned to 16 KiB.
    packaging.jniLibs.useLegacyPackaging = false

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    publishing.singleVariant("release") { withSourcesJar() }
}

kotlin.jvmToolchain(17)

dependencies {
    // The archive of JNA has its own library for each ABI; before 5.17 it cannot be loaded in pages of 16 KiB.
    api("net.java.dev.jna:jna:5.18.1@aar")
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
}

publishing.publications.register<MavenPublication>("release") {
    afterEvaluate { from(components["release"]) }
}
