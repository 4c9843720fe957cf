/// The product's version.
enum ProductVersion {
    static let text = "0.1.0"
}
