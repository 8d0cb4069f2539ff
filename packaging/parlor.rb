# Unverified: there was no Homebrew and no macOS where this was written.
class Parlor < Formula
  desc "Chat appliance in a single file, for the people on your network"
  homepage "@HOMEPAGE@"
  url "@RELEASES@/parlor-@VERSION@.tar.gz"
  sha256 "@SHA256_SOURCE@"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "node" => :build
  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"parlor", "completions", shells: [:bash, :fish, :zsh])
    system bin/"parlor", "man", buildpath/"man"
    man1.install Dir[buildpath/"man/*.1"]
  end

  service do
    run [opt_bin/"parlor", "serve", "--data-dir", var/"parlor"]
    keep_alive true
    log_path var/"log/parlor.log"
    error_log_path var/"log/parlor.log"
  end

  test do
    port = free_port
    pid = spawn bin/"parlor", "serve", "--data-dir", testpath/"data", "--listen", "127.0.0.1:#{port}"
    begin
      assert_match version.to_s, shell_output("curl -s --retry 20 --retry-connrefused http://127.0.0.1:#{port}/api/info")
    ensure
      Process.kill "TERM", pid
      Process.wait pid
    end
  end
end
