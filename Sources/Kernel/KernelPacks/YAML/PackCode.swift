import Kernel

/// The codes of findings about packs, each with what it means.
///
/// A code is never reused or renumbered: authors search for it and scripts filter by it. The first digit is the group;
/// a group is added to with the next free number, here and in the table of its group.
package enum PackCode: String, CaseIterable, Sendable {
    // P0: reading a file as YAML.
    case fileTooLarge = "P001"
    case notUTF8 = "P002"
    case forbiddenCharacter = "P003"
    case tabIndentation = "P004"
    case syntax = "P005"
    case emptyDocument = "P006"
    case severalDocuments = "P007"
    case directive = "P008"
    case anchor = "P009"
    case alias = "P010"
    case tag = "P011"
    case mergeKey = "P012"
    case duplicateKey = "P013"
    case keyNotText = "P014"
    case tooDeep = "P015"
    case tooManyNodes = "P016"
    case textTooLong = "P017"
    case unreadableFile = "P018"
    case packTooLarge = "P019"
    case tooManyFiles = "P020"
    case linkInside = "P021"
    case unknownFile = "P022"
    case noManifest = "P023"
    case tooManyFindings = "P024"

    // P1: keys, kinds and spellings of values.
    case unknownKey = "P101"
    case missingKey = "P102"
    case wrongKind = "P103"
    case nothingWritten = "P104"
    case notBool = "P105"
    case notInteger = "P106"
    case notDecimal = "P107"
    case outOfRange = "P108"
    case badID = "P109"
    case badVersion = "P110"
    case repeatedItem = "P111"
    case badLanguage = "P112"
    case unknownChoice = "P113"
    case textLength = "P114"
    case notInThisVersion = "P115"
    case wrongFormat = "P116"
    case wrongFolder = "P117"
    case keyOfOtherType = "P118"
    case typeNotHere = "P119"
    case badValue = "P120"
    case badPath = "P121"
    case extendsOwn = "P122"
    case contradiction = "P123"
    case emptyList = "P124"
    case badAddress = "P125"
    case ownReserved = "P126"

    // P2: references and names, told by the validators of the model.
    case ownerTwice = "P200"
    case entityTwice = "P201"
    case entityOfOther = "P202"
    case spelling = "P203"
    case fieldTwice = "P204"
    case fieldReserved = "P205"
    case tableTwice = "P206"
    case permissionTwice = "P207"
    case permissionOfOther = "P208"
    case eventTwice = "P209"
    case actionTwice = "P210"
    case roleTwice = "P211"
    case unknownEntity = "P212"
    case unknownTarget = "P213"
    case unknownPermission = "P214"
    case scopeNotGrantable = "P215"
    case unknownGrantField = "P216"
    case unknownRole = "P217"
    case roleCircle = "P218"
    case interfaceMissing = "P219"
    case interfaceVersion = "P220"
    case capabilityCircle = "P221"
    case collectionTwice = "P222"
    case collectionReserved = "P223"
    case badScope = "P224"
    case farEndTwice = "P225"
    case settingTwice = "P226"
    case badOptions = "P227"
    case boundsReversed = "P228"
    case badPattern = "P229"
    case badScale = "P230"
    case badDefault = "P231"
    case unknownAssignment = "P232"
    case unknownLabel = "P233"
    case badLink = "P234"
    case scopeTwice = "P235"
    case secretLabel = "P236"
    case badUnique = "P237"
    case badSecret = "P238"
    case tooMuch = "P239"
    case notRegistered = "P240"
    case rowRuleOfOwner = "P241"
    case checkTwice = "P250"
    case checkConstant = "P251"
    case computedCircle = "P252"
    case badComputed = "P253"
    case computedPrincipal = "P254"
    case computedTells = "P255"
    case unknownUnit = "P257"
    case badOrigin = "P258"
    case originTaken = "P259"
    case formulaTest = "P260"
    case formulaGiven = "P261"
    case badScoring = "P262"
    case computedCost = "P263"
    case offlineTwice = "P264"
    case badOffline = "P265"
    case changeUnknown = "P270"
    case changeRefused = "P271"
    case changeValue = "P272"
    case changeTwice = "P273"
    case changeUnnamed = "P274"

    // P3: states, moves and seeds.
    case noStart = "P301"
    case severalStarts = "P302"
    case unknownState = "P304"
    case stateTwice = "P305"
    case moveTwice = "P306"
    case moveNeedsPermission = "P307"
    case deadEnd = "P310"
    case unreachable = "P311"
    case guardWithoutText = "P312"
    case finalLeft = "P313"
    case seedEntity = "P320"
    case seedField = "P321"
    case seedReference = "P322"
    case seedValue = "P323"
    case seedState = "P324"
    case seedMissing = "P325"
    case absoluteDate = "P326"
    case seedCircle = "P327"
    case seedUnique = "P328"
    case seedSecret = "P329"
    case migrationField = "P330"
    case migrationValue = "P331"
    case retirementThere = "P332"

    // P4: expressions, told by their compiler.
    case expressionLength = "P401"
    case expressionCharacter = "P402"
    case expressionUnclosed = "P403"
    case expressionSyntax = "P404"
    case expressionDepth = "P405"
    case expressionNumber = "P406"
    case expressionName = "P410"
    case expressionNotHere = "P411"
    case expressionFunction = "P412"
    case expressionOption = "P413"
    case expressionAmbiguous = "P414"
    case expressionTypes = "P420"
    case expressionCondition = "P421"
    case expressionLiteral = "P422"
    case expressionArguments = "P423"
    case expressionNull = "P424"
    case expressionNotYet = "P430"
    case expressionCost = "P440"

    // P6: screens, menu, onboarding, branding; what they name is told by the model.
    case screenTwice = "P601"
    case screenField = "P602"
    case screenKind = "P603"
    case unknownScreen = "P604"
    case stepTwice = "P605"
    case stepCondition = "P606"
    case badColour = "P608"
    case lowContrast = "P609"
    case logoMissing = "P610"
    case screenWithoutRead = "P611"
    case withNotOptional = "P612"
    case notAMove = "P620"
    case noWayToSubject = "P621"
    case contractPlace = "P630"
    case contractSigner = "P631"
    case contractTwice = "P632"
    case contractName = "P633"
    case translationOfNothing = "P640"
    case translationMissing = "P641"
    case translationTwice = "P642"
    // P7: tests of packs, the last ones told when they run.
    case testField = "P701"
    case testKey = "P702"
    case testValue = "P703"
    case testState = "P704"
    case testStep = "P705"
    case testExpectation = "P706"
    case untestedMove = "P710"
    case untestedRule = "P711"
    case untestedGuard = "P712"
    case testFailed = "P720"
    case demoRefused = "P721"
    case automationNeeds = "P760"
    case automationEvent = "P761"
    case automationStep = "P762"
    case automationLoop = "P763"

    // P8: what is right but most likely not meant; warnings.
    case permissionUnused = "P801"
    case permissionUngranted = "P802"
    case settingUnused = "P803"
    case roleEmpty = "P804"
    case entityUnread = "P805"
    case rowRuleConstant = "P806"
    case rowRuleReadsHidden = "P807"
    case screenShowsHidden = "P808"
    case maskUndone = "P809"
    case nullOwnerLeftOut = "P810"
    case offlineNarrowed = "P811"
    case retireWithoutKeep = "P812"
    case rowRuleNarrowsNothing = "P813"
    case inputUnread = "P814"
    case rateNegative = "P815"
    case screensForOneRole = "P816"
    case writesUnread = "P817"
    case conditionConstant = "P818"
    case optionUnnameable = "P819"
    case formUnwritable = "P820"
    case formIncomplete = "P821"
    case grantWritesNothing = "P822"
    case unitUnused = "P823"

    /// What a code is about.
    package enum Group: Character, CaseIterable, Sendable {
        /// P0xx.
        case reading = "0"
        /// P1xx.
        case manifest = "1"
        /// P2xx.
        case references = "2"
        /// P3xx.
        case lint = "3"
        /// P4xx.
        case expressions = "4"
        /// P6xx.
        case presentation = "6"
        /// P7xx.
        case tests = "7"
        /// P8xx.
        case unlikely = "8"

        /// The heading of the group in the documentation.
        package var title: String {
            switch self {
            case .reading: "Files and YAML"
            case .manifest: "Keys, kinds and spellings"
            case .references: "References and names"
            case .lint: "States, moves and seeds"
            case .expressions: "Expressions"
            case .presentation: "Screens, first steps, brand and papers"
            case .tests: "Tests and automations"
            case .unlikely: "Right, but most likely not meant"
            }
        }
    }

    /// The group that its first digit names.
    package var group: Group? { rawValue.dropFirst().first.flatMap(Group.init(rawValue:)) }

    /// One line, for lists.
    package var title: String { PackCode.meanings[self]?.title ?? rawValue }

    /// What it means and what to do, for `explain`.
    package var explanation: String { PackCode.meanings[self]?.explanation ?? "" }

    /// What a code means.
    struct Meaning {
        let title: String
        let explanation: String
    }

    private static let meanings = [
        readingMeanings, manifestMeanings, sectionMeanings, referenceMeanings, modelMeanings, lifeMeanings,
        seedMeanings, computedMeanings, pricingMeanings, changeMeanings,
        expressionMeanings, testMeanings, automationMeanings,
        presentationMeanings, lintMeanings,
    ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }
}

extension Diagnostic {
    /// A finding about a pack that refuses it.
    package init(_ code: PackCode, _ message: String, at span: SourceSpan?, hint: String? = nil) {
        self.init(.error, code: code.rawValue, message, at: span, hint: hint)
    }

    /// A finding about a pack.
    package init(
        _ severity: Severity,
        _ code: PackCode,
        _ message: String,
        at span: SourceSpan?,
        hint: String? = nil
    ) {
        self.init(severity, code: code.rawValue, message, at: span, hint: hint)
    }
}
