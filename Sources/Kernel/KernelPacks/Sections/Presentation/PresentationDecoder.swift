import Kernel

/// Reads the sections `screens` (with the menu), `onboarding` and `branding`.
struct PresentationDecoder {
    let places: Places
    let source: PackSource
    /// Interfaces that the pack names as optional.
    let optional: [String]

    /// What people see of the pack.
    func presentation(_ keys: MappingDecoder) -> PackPresentation {
        var presentation = PackPresentation()
        for entry in keys["screens"]?.entries("a mapping of screens", keys: .snake) ?? [] {
            places.note("screen/\(entry.key ?? "")", entry.headSpan)
            if entry.key == "menu" {
                presentation.menu = groups(entry)
            } else if let screen = screen(entry) {
                presentation.screens.append(screen)
            }
        }
        presentation.steps = keys["onboarding"].map(steps) ?? []
        presentation.branding = keys["branding"].flatMap(BrandingDecoder(source: source).branding)
        return presentation
    }

    private func screen(_ node: NodeDecoder) -> ScreenDefinition? {
        let known = [
            "title", "roles", "with", "fields", "after", "add", "hide", "where", "by", "starts", "ends", "owner",
        ]
        guard let keys = node.mapping("a screen", known: known, required: ["base"]),
            let (entity, kind) = keys["base"]?.baseScreen()
        else { return nil }
        refuse(keys, of: kind)
        keys["owner"]?.noteOwner(places, at: "screen/\(node.key ?? "")")
        var screen = ScreenDefinition(
            node.key ?? "",
            of: entity,
            kind,
            title: keys["title"]?.title(),
            at: node.headSpan
        )
        screen.roles = keys["roles"]?.ids(.snake)?.map { PlacedName($0.id, at: $0.span) } ?? []
        screen.with = with(keys)
        keys["fields"]?.refuseEmpty("field")
        screen.fields = keys["fields"]?.ids(.shown)?.map { PlacedName($0.id, at: $0.span) }
        screen.after = keys["after"]?.placed(.shown)
        screen.add = keys["add"].map(parts) ?? []
        screen.hide = keys["hide"]?.ids(.shown)?.map { PlacedName($0.id, at: $0.span) } ?? []
        screen.condition = keys["where"]?.expression()
        screen.by = keys["by"]?.placed(.snake)
        screen.starts = keys["starts"]?.placed(.snake)
        screen.ends = keys["ends"]?.placed(.snake)
        return screen
    }

    /// Keys that this kind of screen does not have, and those that undo each other.
    private func refuse(_ keys: MappingDecoder, of kind: ScreenDefinition.Kind) {
        let owners: [(key: String, kinds: [ScreenDefinition.Kind])] = [
            ("where", [.list, .board, .calendar]), ("by", [.board]), ("starts", [.calendar]), ("ends", [.calendar]),
        ]
        for (key, kinds) in owners where keys.has(key) && !kinds.contains(kind) {
            let hint = "it is a key of \(kinds.map { "`\($0.rawValue)`" }.joined(separator: ", "))"
            keys.report(
                .keyOfOtherType,
                "a screen of the kind `\(kind.rawValue)` has no key `\(key)`",
                atKey: key,
                hint: hint
            )
        }
        if keys.has("fields") {
            for key in ["hide", "after"] where keys.has(key) {
                keys.report(
                    .contradiction,
                    "`fields` says all that is shown, so `\(key)` has nothing to do",
                    atKey: key
                )
            }
        } else if keys.has("after"), !keys.has("add") {
            keys.report(.contradiction, "`after` says where `add` goes; there is no `add`", atKey: "after")
        }
    }

    func parts(_ node: NodeDecoder) -> [ScreenPart] {
        node.refuseEmpty("field")
        return (node.list("a list of fields") ?? []).compactMap { item in
            guard item.isMapping else { return item.placed(.shown).map { ScreenPart($0) } }
            guard let keys = item.mapping("a part of a screen", known: [], required: ["show", "with"]) else {
                return nil
            }
            return keys["show"]?.placed(.shown).map { ScreenPart($0, with: with(keys)) }
        }
    }

    private func groups(_ node: NodeDecoder) -> [MenuGroup] {
        (node.entries("a mapping of groups", keys: .snake) ?? []).compactMap { entry in
            let id = entry.key ?? ""
            places.note("menu/\(id)", entry.headSpan)
            guard entry.isMapping else { return MenuGroup(id, items: items(entry), at: entry.headSpan) }
            guard let keys = entry.mapping("a group of the menu", known: ["title", "owner"], required: ["items"]) else {
                return nil
            }
            keys["owner"]?.noteOwner(places, at: "menu/\(id)")
            return MenuGroup(
                id,
                title: keys["title"]?.title(),
                items: keys["items"].map(items) ?? [],
                at: entry.headSpan
            )
        }
    }

    func items(_ node: NodeDecoder) -> [MenuItem] {
        node.refuseEmpty("line")
        var items: [MenuItem] = []
        for line in node.list("a list of entities and screens") ?? [] {
            guard let item = item(line) else { continue }
            if items.contains(where: { $0.leads(like: item) }) {
                line.report(.repeatedItem, "a line of this group leads to `\(item.target.text)` already")
            }
            items.append(item)
        }
        return items
    }

    private func item(_ node: NodeDecoder) -> MenuItem? {
        guard node.isMapping else { return node.screenTarget().map { MenuItem($0, at: node.span) } }
        guard let keys = node.mapping("a line of the menu", known: ["title", "list", "screen", "where", "with"]) else {
            return nil
        }
        guard keys.has("list") != keys.has("screen") else {
            node.report(.contradiction, "a line of the menu leads to a `list` or to a `screen`, one of them")
            return nil
        }
        if keys.has("where"), !keys.has("list") {
            keys.report(.contradiction, "`where` narrows a `list`; a screen says itself what it shows", atKey: "where")
        }
        let list = keys["list"]?.entity().map { ScreenTarget.entity($0, ScreenDefinition.Kind.list.rawValue) }
        guard let target = list ?? keys["screen"]?.id(.snake).map(ScreenTarget.screen) else { return nil }
        var item = MenuItem(target, title: keys["title"]?.title(), where: keys["where"]?.expression(), at: node.span)
        item.with = with(keys)
        return item
    }

    private func steps(_ node: NodeDecoder) -> [OnboardingStep] {
        (node.list("a list of steps") ?? []).compactMap { item in
            let required = ["step", "done", "opens"]
            guard let keys = item.mapping("an onboarding step", known: ["title", "with"], required: required) else {
                return nil
            }
            let (id, done, opens) = (
                keys["step"]?.id(.snake), keys["done"]?.expression(), keys["opens"]?.screenTarget()
            )
            guard let id, let done, let opens else { return nil }
            let span = keys["step"]?.span
            if let span { places.note("onboarding/\(id)", span) }
            var step = OnboardingStep(id, title: keys["title"]?.title(), done: done, opens: opens, at: span)
            step.with = with(keys)
            return step
        }
    }

    /// The optional interface without which a part is left out.
    private func with(_ keys: MappingDecoder) -> PlacedName? {
        guard let node = keys["with"], let name = node.placed(.kebab) else { return nil }
        if !optional.contains(name.text) {
            let message = "`with` names `\(name.text)`, which is not among the pack's `optional` interfaces"
            node.report(.withNotOptional, message, hint: Spelling.hint(for: name.text, in: optional))
        }
        return name
    }
}

extension NodeDecoder {
    /// An id with its place.
    func placed(_ form: IDForm) -> PlacedName? {
        id(form).map { PlacedName($0, at: node.span) }
    }

    /// A screen that every entity has: `customers.site.detail`.
    fileprivate func baseScreen() -> (EntityID, ScreenDefinition.Kind)? {
        guard let id = id(.permission) else { return nil }
        let parts = id.split(separator: ".").map(String.init)
        let kinds = ScreenDefinition.Kind.allCases.map(\.rawValue)
        guard parts.count == 3, let kind = ScreenDefinition.Kind(rawValue: parts[2]) else {
            let hint = Spelling.hint(for: parts.count == 3 ? parts[2] : "", in: kinds)
            report(.unknownChoice, "`\(id.clipped)` does not end in a kind of screen", hint: hint)
            return nil
        }
        return (EntityID(owner: parts[0], name: parts[1]), kind)
    }

    /// `work_order_worker`, `customers.site`, `customers.site.new`.
    func screenTarget() -> ScreenTarget? {
        guard let text = scalar("a screen such as `customers.site.list`")?.text else { return nil }
        if Naming.isSnake(text) { return .screen(text) }
        guard IDForm.permission.accepts(text) else {
            let message = "`\(text.clipped)` is not a screen such as `customers.site.list`, nor the id of one"
            report(.badID, message, hint: IDForm.permission.hint(for: text))
            return nil
        }
        let parts = text.split(separator: ".").map(String.init)
        let screen = parts.count == 3 ? parts[2] : ScreenDefinition.Kind.list.rawValue
        let known = ScreenDefinition.Kind.allCases.map(\.rawValue) + ["new"]
        guard known.contains(screen) else {
            report(
                .unknownChoice,
                "`\(screen)` is not a screen of an entity",
                hint: Spelling.hint(for: screen, in: known)
            )
            return nil
        }
        return .entity(EntityID(owner: parts[0], name: parts[1]), screen)
    }
}

extension MenuItem {
    /// Whether two lines show the same records at the same place.
    fileprivate func leads(like other: MenuItem) -> Bool {
        target == other.target && condition?.text == other.condition?.text && with?.text == other.with?.text
    }
}
